//! Numbers, sizes and durations in human-readable form.

use std::time::Duration;

/// A number with its digits in groups of three: 1,234,567.
pub fn with_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Bytes in the largest decimal unit that they fill.
pub fn format_bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

/// A duration in milliseconds; in seconds if it is a second or longer.
pub(crate) fn format_duration(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs_f64();
    if seconds < 1.0 {
        format!("{:.1} ms", seconds * 1e3)
    } else {
        format!("{seconds:.2} s")
    }
}

/// The plural ending of a counted noun.
pub(crate) fn plural<N: Copy + PartialEq + From<u8>>(n: N) -> &'static str {
    if n == N::from(1) { "" } else { "s" }
}

/// The most names that a list shows.
pub(crate) const MAX_LISTED: usize = 20;

/// `a, b and 3 more`
pub(crate) fn listed<N: AsRef<str>>(names: &[N]) -> String {
    let shown = names.iter().take(MAX_LISTED).map(AsRef::as_ref).collect::<Vec<_>>();
    let shown = shown.join(", ");
    match names.len().saturating_sub(MAX_LISTED) {
        0 => shown,
        more => format!("{shown} and {} more", with_thousands(more as u64)),
    }
}

/// A number and its noun: "1 row", "1,200 rows".
pub fn counted(number: u64, noun: &str) -> String {
    format!("{} {noun}{}", with_thousands(number), plural(number))
}

/// Returns a type's name without the paths of its modules.
pub(crate) fn short_type_name(rust_type: &str) -> String {
    // The path of a type that is declared in a closure or an async function.
    let rust_type = rust_type.replace("{{closure}}::", "");
    let mut short = String::new();
    let mut rest = rust_type.as_str();
    while let Some(first) = rest.chars().next() {
        let end = if is_in_path(first) {
            rest.find(|c| !is_in_path(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (part, behind) = rest.split_at(end);
        short.push_str(part.rsplit("::").next().unwrap_or(part));
        rest = behind;
    }
    short
}

fn is_in_path(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == ':'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut() {
        let names = (1..=1_021).map(|n| n.to_string()).collect::<Vec<_>>();
        assert_eq!(listed(&names[..2]), "1, 2");
        assert!(listed(&names[..20]).ends_with("19, 20"));
        assert!(listed(&names[..21]).ends_with("19, 20 and 1 more"));
        assert!(listed(&names).ends_with("20 and 1,001 more"));
    }

    #[test]
    fn numbers_sizes_and_durations_are_short() {
        for (number, shown) in [(0, "0"), (999, "999"), (1_000, "1,000"), (1_234_567, "1,234,567")] {
            assert_eq!(with_thousands(number), shown);
        }
        for (bytes, shown) in [
            (0, "0 B"),
            (999, "999 B"),
            (1_000, "1.0 kB"),
            (13_400_000, "13.4 MB"),
            (2_100_000_000, "2.10 GB"),
        ] {
            assert_eq!(format_bytes(bytes), shown);
        }
        for (milliseconds, shown) in [(0, "0.0 ms"), (999, "999.0 ms"), (2_500, "2.50 s")] {
            assert_eq!(format_duration(Duration::from_millis(milliseconds)), shown);
        }
        assert_eq!([plural(0_u64), plural(1), plural(2)], ["s", "", "s"]);
        assert_eq!(
            [0, 1, 1_200].map(|n| counted(n, "row")),
            ["0 rows", "1 row", "1,200 rows"]
        );
    }

    #[test]
    fn types_are_named_as_people_write_them() {
        for (name, shown) in [
            ("i64", "i64"),
            ("&str", "&str"),
            ("alloc::string::String", "String"),
            ("core::option::Option<alloc::vec::Vec<u8>>", "Option<Vec<u8>>"),
            ("chrono::datetime::DateTime<chrono::offset::utc::Utc>", "DateTime<Utc>"),
            ("[[app::Größe; 4]]", "[[Größe; 4]]"),
            (
                "(dyn core::fmt::Debug + core::marker::Send, ())",
                "(dyn Debug + Send, ())",
            ),
            (
                "alloc::vec::Vec<app::main::{{closure}}::{{closure}}::Mood>",
                "Vec<Mood>",
            ),
            ("::", ""),
            ("", ""),
        ] {
            assert_eq!(short_type_name(name), shown);
        }
    }
}
