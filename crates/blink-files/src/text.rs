//! Names and values as messages show them.

/// The most characters of a value that a message shows.
const SHOWN: usize = 60;

/// A text in quotes, shortened, with control characters and what turns the direction of writing escaped.
pub(crate) fn shown(text: &str) -> String {
    let mut shown = String::from("\"");
    for (n, char) in text.chars().enumerate() {
        if n == SHOWN {
            shown.push('…');
            break;
        }
        push_escaped(char, &mut shown);
    }
    shown.push('"');
    shown
}

fn push_escaped(char: char, shown: &mut String) {
    // `escape_debug` leaves these as they are.
    let turns = matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match char {
        '\'' => shown.push('\''),
        char if turns => shown.extend(char.escape_unicode()),
        char => shown.extend(char.escape_debug()),
    }
}

/// Names in a row, at most twenty of them.
pub(crate) fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    const LISTED: usize = 20;
    let names = names.map(plain).collect::<Vec<_>>();
    match names.get(..LISTED) {
        Some(first) if names.len() > LISTED => format!("{} and {} more", first.join(", "), names.len() - LISTED),
        _ => names.join(", "),
    }
}

/// A name without quotes where it needs none.
fn plain(name: &str) -> String {
    let shown = shown(name);
    if shown.len() == name.len() + 2 && !name.is_empty() {
        name.to_owned()
    } else {
        shown
    }
}

/// The names most like this one, if any is like it.
pub(crate) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    const ALIKE: f64 = 0.7;
    let folded = name.to_lowercase();
    let mut alike = names
        .map(|other| (strsim::jaro_winkler(&folded, &other.to_lowercase()), other))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect::<Vec<_>>();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0));
    alike.truncate(3);
    alike.into_iter().map(|(_, other)| other).collect()
}

/// The name without what people write in different ways.
pub(crate) fn fold(name: &str) -> String {
    let letters = name
        .chars()
        .filter(|char| !matches!(char, '_' | '-') && !char.is_whitespace());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shortened_and_control_characters_escaped() {
        assert_eq!(shown("it's \"so\"\n\u{202e}\u{9b}"), r#""it's \"so\"\n\u{202e}\u{9b}""#);
        assert_eq!(shown(&"é".repeat(100)), format!("\"{}…\"", "é".repeat(60)));
    }
}
