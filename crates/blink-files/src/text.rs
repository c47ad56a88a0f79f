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
        push_escaped(char, n == 0, &mut shown);
    }
    shown.push('"');
    shown
}

fn push_escaped(char: char, is_first: bool, shown: &mut String) {
    // `escape_debug` leaves these as they are.
    let turns = matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    match char {
        '\'' => shown.push('\''),
        char if turns => shown.extend(char.escape_unicode()),
        char if is_first || char.is_ascii() => shown.extend(char.escape_debug()),
        // An accent of the character before it is not escaped in a text, and one by itself is.
        char => shown.extend(format!("a{char}").escape_debug().skip(1)),
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

/// The names most like this one, if any is like it: those that are in it or have it in them, the longest first, and
/// those with a few other letters.
pub(crate) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    /// A name of four letters with another letter among them is more alike than this, and `user_id` and `use_by` less.
    const ALIKE: f64 = 0.84;
    /// The letters of a name that mean something in another.
    const MEANING: usize = 3;
    let folded = fold(name);
    let likeness = |other: &str| {
        let other = fold(other);
        let (short, long) = if folded.len() < other.len() {
            (&folded, &other)
        } else {
            (&other, &folded)
        };
        if short.chars().count() >= MEANING && long.contains(short.as_str()) {
            // More than any likeness of letters is.
            return 1.0 + short.len() as f64;
        }
        strsim::jaro_winkler(&folded, &other)
    };
    let mut alike = names
        .map(|other| (likeness(other), other))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .collect::<Vec<_>>();
    alike.sort_by(|a, b| b.0.total_cmp(&a.0));
    alike.truncate(3);
    alike.into_iter().map(|(_, other)| other).collect()
}

/// A text as an argument that every shell takes as it stands; None if there is no such argument.
pub(crate) fn argument(text: &str) -> Option<String> {
    let is_special = |char: char| char.is_control() || matches!(char, '"' | '$' | '`' | '!' | '%');
    if text.contains(is_special) || text.ends_with('\\') {
        return None;
    }
    Some(format!("\"{text}\""))
}

/// The name without what people write in different ways.
pub(crate) fn fold(name: &str) -> String {
    let letters = name
        .chars()
        .filter(|char| !matches!(char, '_' | '-' | '.' | '/') && !char.is_whitespace());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_not_alike_are_not_offered() {
        let near = |name: &str, names: &[&'static str]| nearest(name, names.iter().copied());
        // Jaro-Winkler finds these likely, for their first letters and their length.
        assert!(near("Teams", &["parks", "salaries"]).is_empty());
        assert!(near("CurrencyRate", &["document"]).is_empty());
        assert_eq!(near("Teams", &["parks", "teams_franchises"]), ["teams_franchises"]);
        assert_eq!(
            near("Codice NUTS1 2021", &["codice_num", "codice_regione", "nuts1_2021"])[0],
            "nuts1_2021"
        );
        assert_eq!(near("birn", &["born", "balance"]), ["born"]);
        assert_eq!(near("nmae", &["id", "name"]), ["name"]);
        assert_eq!(near("user_nmae", &["use_by", "user_name"]), ["user_name"]);
        assert!(near("paid", &["id"]).is_empty());
    }

    #[test]
    fn an_argument_is_what_the_shell_hands_on() {
        assert_eq!(argument(r"\N").as_deref(), Some(r#""\N""#));
        assert_eq!(argument("#N/A").as_deref(), Some("\"#N/A\""));
        for text in ["a\nb", "5\"", "$HOME", "`id`", "a\\"] {
            assert_eq!(argument(text), None, "{text}");
        }
    }

    #[test]
    fn values_are_shortened_and_control_characters_escaped() {
        assert_eq!(shown("it's \"so\"\n\u{202e}\u{9b}"), r#""it's \"so\"\n\u{202e}\u{9b}""#);
        assert_eq!(shown("e\u{301}ﾄﾞ"), "\"e\u{301}ﾄﾞ\"");
        assert_eq!(shown("\u{301}"), r#""\u{301}""#);
        assert_eq!(shown(&"é".repeat(100)), format!("\"{}…\"", "é".repeat(60)));
    }
}
