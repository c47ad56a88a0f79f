//! Passwords out of texts.

/// The parameters whose values are secrets, and how other programs call them.
const SECRETS: [&str; 9] = [
    "password",
    "pgpassword",
    "sslpassword",
    "passwd",
    "pwd",
    "pass",
    "scram_client_key",
    "scram_server_key",
    "oauth_client_secret",
];

/// The text in place of a secret.
pub(crate) const MASK: &str = "***";

/// A text of another program or person without the passwords of the URLs and of the `password=…` in it.
///
/// Where it cannot be told how far a password reaches, more is masked rather than less.
pub fn mask(text: &str) -> String {
    mask_assignments(&mask_urls(text))
}

/// Masks what stands between the first `:` and the last `@` of a URL's word: a password may hold an `@` or a `/` that
/// should have been encoded.
fn mask_urls(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        masked.push_str(before);
        masked.push_str("://");
        let end = after.find(ends_word).unwrap_or(after.len());
        let (url, remaining) = after.split_at(end);
        let password = url.rsplit_once('@').and_then(|(credentials, host)| {
            let (user, _) = credentials.split_once(':')?;
            Some((user, host))
        });
        match password {
            Some((user, host)) => {
                masked.push_str(user);
                masked.push(':');
                masked.push_str(MASK);
                masked.push('@');
                masked.push_str(host);
            }
            None => masked.push_str(url),
        }
        rest = remaining;
    }
    masked.push_str(rest);
    masked
}

fn ends_word(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '"' | '`' | '<' | '>')
}

/// Masks the value after `password=`, `password = '…'`, `PGPASSWORD=` and the like.
fn mask_assignments(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('=') {
        masked.push_str(before);
        masked.push('=');
        rest = after;
        let start = before.trim_end();
        let name = start.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
        if !name.is_some_and(|name| SECRETS.contains(&name.to_ascii_lowercase().as_str())) {
            continue;
        }
        let value = after.trim_start();
        masked.push_str(MASK);
        rest = after_value(value);
    }
    masked.push_str(rest);
    masked
}

/// The rest of a text after a value, quoted or not.
fn after_value(value: &str) -> &str {
    let Some(quoted) = value.strip_prefix('\'') else {
        let mut escaped = false;
        let end = value.find(|c: char| {
            let ends = !escaped && (ends_word(c) || c == '&');
            escaped = c == '\\' && !escaped;
            ends
        });
        return end.map_or("", |end| value.split_at(end).1);
    };
    let mut escaped = false;
    let end = quoted.find(|c: char| {
        let ends = !escaped && c == '\'';
        escaped = c == '\\' && !escaped;
        ends
    });
    let rest = end.map_or("", |end| quoted.split_at(end).1);
    rest.strip_prefix('\'').unwrap_or(rest)
}

/// A text without a password. A short one is left where it is a piece of a word: it is not meant there, and the text
/// could not be read without it.
pub(crate) fn without(text: &str, password: &str) -> String {
    const SHORT: usize = 6;
    let in_word = |letter: Option<char>| letter.is_some_and(char::is_alphanumeric);
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(password).filter(|_| !password.is_empty()) {
        masked.push_str(before);
        let piece = in_word(masked.chars().next_back()) || in_word(after.chars().next());
        let shown = piece && password.chars().count() < SHORT;
        masked.push_str(if shown { password } else { MASK });
        rest = after;
    }
    masked.push_str(rest);
    masked
}

/// A value as a message shows it: shortened, control characters escaped.
pub(crate) fn shown(value: &str) -> String {
    const LONGEST: usize = 80;
    let mut text = String::new();
    for (n, letter) in value.chars().enumerate() {
        if n == LONGEST {
            text.push('…');
            break;
        }
        if letter.is_control() {
            text.extend(letter.escape_default());
        } else {
            text.push(letter);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{mask, shown, without};

    #[test]
    fn passwords_in_urls_and_assignments() {
        for (text, masked) in [
            ("postgres://ann:secret@host/db", "postgres://ann:***@host/db"),
            ("postgres://ann:se@c/r:et@host/db", "postgres://ann:***@host/db"),
            ("postgres://:secret@host/db", "postgres://:***@host/db"),
            ("postgres://ann@host:5432/db", "postgres://ann@host:5432/db"),
            (
                "a postgres://a:b@c and https://d:e@f, too",
                "a postgres://a:***@c and https://d:***@f, too",
            ),
            (
                "postgres://host/db?password=secret&user=ann",
                "postgres://host/db?password=***&user=ann",
            ),
            ("host=a password=secret user=ann", "host=a password=*** user=ann"),
            (
                "host=a password = 'se cr\\'et' user=ann",
                "host=a password =*** user=ann",
            ),
            ("password=se\\ cret user=ann", "password=*** user=ann"),
            ("password='never closed", "password=***"),
            ("password=", "password=***"),
            ("PGPASSWORD=secret psql", "PGPASSWORD=*** psql"),
            ("sslpassword=x", "sslpassword=***"),
            ("compassword=x passfile=y", "compassword=x passfile=y"),
            ("no secrets = here", "no secrets = here"),
        ] {
            assert_eq!(mask(text), masked, "{text}");
        }
    }

    #[test]
    fn a_known_password() {
        for (text, password, masked) in [
            ("as 'se cret', se cret", "se cret", "as '***', ***"),
            ("asecretly", "secret", "a***ly"),
            ("port 5432: a p, parts", "p", "port 5432: a ***, parts"),
            ("abc abcd abc", "abc", "*** abcd ***"),
            ("nothing", "", "nothing"),
        ] {
            assert_eq!(without(text, password), masked, "{text}");
        }
    }

    #[test]
    fn values_in_messages() {
        assert_eq!(shown("a\tb\u{1b}[1m\r\n"), "a\\tb\\u{1b}[1m\\r\\n");
        assert_eq!(shown(&"é".repeat(100)), format!("{}…", "é".repeat(80)));
    }
}
