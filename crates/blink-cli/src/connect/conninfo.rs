//! Connection strings of the form `host=… dbname=…` (`conninfo_parse` in fe-connect.c).

use super::error::ConnectError;
use super::parameters::{Parameter, find, unknown};

/// Reads a connection string. `place` names it in messages, which never show what could be a piece of a password.
pub(crate) fn parse(text: &str, place: &str) -> Result<Vec<(&'static Parameter, String)>, ConnectError> {
    let mut parsed: Vec<(&'static Parameter, String)> = Vec::new();
    let mut rest = text.trim_start_matches(is_space);
    while !rest.is_empty() {
        let Some((name, value)) = split_name(rest) else {
            return Err(missing_equals(
                place,
                parsed.last().map(|(parameter, _)| parameter.name),
            ));
        };
        let Some(parameter) = alias(name) else {
            // After a password with a blank in it, this may be its second half.
            let after = parsed.last().map(|(parameter, _)| parameter.name);
            return Err(match after {
                Some("password" | "sslpassword") => missing_equals(place, after),
                _ => unknown(place, name),
            });
        };
        let Some((value, remaining)) = split_value(value.trim_start_matches(is_space)) else {
            return Err(ConnectError::settings(format!(
                "{place}: the value of {} begins with a ' but has no ' at its end",
                parameter.name
            )));
        };
        parsed.push(if name == "requiressl" {
            (parameter, require_ssl(&value))
        } else {
            (parameter, value)
        });
        rest = remaining.trim_start_matches(is_space);
    }
    Ok(parsed)
}

/// The parameter of a name; the old `requiressl` is `sslmode` (`conninfo_storeval` in fe-connect.c).
pub(crate) fn alias(name: &str) -> Option<&'static Parameter> {
    find(if name == "requiressl" { "sslmode" } else { name })
}

/// The value of `sslmode` for one of `requiressl`.
pub(crate) fn require_ssl(value: &str) -> String {
    let mode = if value.starts_with('1') { "require" } else { "prefer" };
    mode.to_owned()
}

fn missing_equals(place: &str, after: Option<&str>) -> ConnectError {
    let place = match after {
        Some(after) => format!("{place}: after the value of {after} comes a word"),
        None => format!("{place} begins with a word"),
    };
    ConnectError::settings(format!("{place} that is no parameter=value"))
        .help("A value with blanks stands in quotes: password='two words'; ' and \\ in it are written \\' and \\\\.")
}

/// The white space of C's `isspace`.
fn is_space(letter: char) -> bool {
    letter.is_ascii_whitespace() || letter == '\u{b}'
}

/// Splits `name = value…` into the name and what follows the `=`.
fn split_name(text: &str) -> Option<(&str, &str)> {
    let end = text.find(|letter| letter == '=' || is_space(letter))?;
    let (name, rest) = text.split_at(end);
    Some((name, rest.trim_start_matches(is_space).strip_prefix('=')?))
}

/// Splits a value, quoted or not, from what follows it; `None` if its quote is not closed.
fn split_value(text: &str) -> Option<(String, &str)> {
    let (mut rest, quoted) = match text.strip_prefix('\'') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let mut value = String::new();
    loop {
        let mut letters = rest.chars();
        match letters.next() {
            None => return (!quoted).then_some((value, "")),
            Some('\\') => value.extend(letters.next()),
            Some('\'') if quoted => return Some((value, letters.as_str())),
            Some(letter) if !quoted && is_space(letter) => return Some((value, letters.as_str())),
            Some(letter) => value.push(letter),
        }
        rest = letters.as_str();
    }
}

#[cfg(test)]
mod tests {
    use super::parse;

    fn parsed(text: &str) -> String {
        match parse(text, "--db") {
            Ok(pairs) => {
                let pairs = pairs
                    .iter()
                    .map(|(parameter, value)| format!("{}={value:?}", parameter.name));
                pairs.collect::<Vec<_>>().join(" ")
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn libpq_s_rules() {
        for (text, expected) in [
            ("", ""),
            ("  ", ""),
            ("host=a port=1", r#"host="a" port="1""#),
            (" host = a\tport\n=\r1 ", r#"host="a" port="1""#),
            ("host=", r#"host="""#),
            ("host= port=1", r#"host="port=1""#),
            ("password='a b' user=c", r#"password="a b" user="c""#),
            (r"password='a\'b\\c' user=d", r#"password="a'b\\c" user="d""#),
            (r"password=a\ b\'c", r#"password="a b'c""#),
            (r"password=a\", r#"password="a""#),
            ("password='a'user=b", r#"password="a" user="b""#),
            ("host=a host=b", r#"host="a" host="b""#),
            ("requiressl=1", r#"sslmode="require""#),
            ("requiressl=0", r#"sslmode="prefer""#),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }

    #[test]
    fn mistakes_show_no_password() {
        let quotes =
            "\nA value with blanks stands in quotes: password='two words'; ' and \\ in it are written \\' and \\\\.";
        for (text, expected) in [
            (
                "shop",
                format!("--db begins with a word that is no parameter=value{quotes}"),
            ),
            (
                "password=my secret",
                format!("--db: after the value of password comes a word that is no parameter=value{quotes}"),
            ),
            (
                "password=my secret=1",
                format!("--db: after the value of password comes a word that is no parameter=value{quotes}"),
            ),
            (
                "user=a password='my secret",
                "--db: the value of password begins with a ' but has no ' at its end".to_owned(),
            ),
            (
                "hots=a",
                "--db: no parameter is called \"hots\"\nIs host meant?".to_owned(),
            ),
        ] {
            assert_eq!(parsed(text), expected, "{text}");
        }
    }
}
