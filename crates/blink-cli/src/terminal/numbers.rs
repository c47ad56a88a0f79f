//! Numbers, sizes and durations as people read them.

use std::time::Duration;

/// A number with its digits in groups of three: 1,234,567.
pub fn with_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number and its noun: "1 row", "1,200 rows".
pub fn counted(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", with_thousands(number))
}

/// Bytes in the largest decimal unit that they fill.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{:.1} kB", bytes as f64 / 1e3),
        1_000_000..1_000_000_000 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

/// A duration in whole seconds, minutes or hours: `8 s`, `3 min 05 s`, `2 h 05 min`.
pub fn duration(elapsed: Duration) -> String {
    let seconds = elapsed.as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min {:02} s", seconds / 60, seconds % 60),
        _ => format!("{} h {:02} min", seconds / 3_600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(with_thousands),
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!(
            [0, 1, 1_200].map(|n| counted(n, "row")),
            ["0 rows", "1 row", "1,200 rows"]
        );
        assert_eq!(
            [999, 1_500, 13_400_000, 2_100_000_000].map(size),
            ["999 B", "1.5 kB", "13.4 MB", "2.10 GB"]
        );
        assert_eq!(
            [0, 59, 60, 3_599, 7_500].map(|s| duration(Duration::from_secs(s))),
            ["0 s", "59 s", "1 min 00 s", "59 min 59 s", "2 h 05 min"]
        );
    }
}
