//! The password file: `~/.pgpass`, or what `PGPASSFILE` names (`passwordFromFile` in fe-connect.c).

use std::fmt;
use std::path::{Path, PathBuf};

use super::error::ConnectError;
use super::mask::shown;
use super::platform::{FileKind, Platform, System};
use super::secret::Secret;
use super::settings::{Settings, Source};

/// The password file, read.
#[derive(Clone, Debug)]
pub(crate) struct PasswordFile {
    pub(crate) path: PathBuf,
    pub(crate) content: Content,
}

/// The content of a password file.
#[derive(Clone)]
pub(crate) enum Content {
    Lines(Vec<u8>),
    /// It cannot be read, which libpq takes for a file without lines.
    Unreadable(String),
}

impl fmt::Debug for Content {
    // Not the passwords.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lines(_) => "Lines(***)",
            Self::Unreadable(_) => "Unreadable",
        })
    }
}

/// The connection that a password is looked up for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Key<'a> {
    pub(crate) host: &'a str,
    pub(crate) port: u16,
    pub(crate) database: &'a str,
    pub(crate) user: &'a str,
}

impl PasswordFile {
    /// Reads the password file; `None` if there is no home directory to look in.
    pub(crate) fn read(settings: &Settings, platform: &Platform) -> Result<Option<Self>, ConnectError> {
        let given = settings.filled("passfile");
        let path = match given {
            Some(setting) => PathBuf::from(&setting.value),
            None => match platform.user_file(".pgpass", "pgpass.conf") {
                Some(path) => path,
                None => return Ok(None),
            },
        };
        let status = match platform.files.status(&path) {
            Ok(status) => status,
            Err(error) => return Ok(Some(Self::unreadable(path, &error))),
        };
        // The usual way to say that there is no password file.
        if path == Path::new("/dev/null") {
            return Ok(None);
        }
        let name = described(&path, given.map(|setting| &setting.source));
        if status.kind != FileKind::Regular {
            return Err(ConnectError::settings(format!("{name} is not a plain file"))
                .help("Name a plain file by PGPASSFILE, or give the password by PGPASSWORD."));
        }
        // Windows protects the folder.
        if let Some(mode) = status
            .mode
            .filter(|mode| mode & 0o077 != 0 && platform.system != System::Windows)
        {
            return Err(ConnectError::settings(format!(
                "{name} can be read or written by other users of this machine (its mode is {mode:04o}), so no \
                 password is taken from it"
            ))
            .help(format!("Run: chmod 600 {}", shown(&path.display().to_string()))));
        }
        Ok(Some(match platform.files.read(&path) {
            Ok(bytes) => Self {
                path,
                content: Content::Lines(bytes),
            },
            Err(error) => Self::unreadable(path, &error),
        }))
    }

    fn unreadable(path: PathBuf, error: &std::io::Error) -> Self {
        Self {
            path,
            content: Content::Unreadable(error.to_string()),
        }
    }

    /// The first line that fits, and its password, which may be empty.
    pub(crate) fn password(&self, key: Key<'_>) -> Result<Option<(usize, Secret)>, ConnectError> {
        let Content::Lines(bytes) = &self.content else {
            return Ok(None);
        };
        let port = key.port.to_string();
        for (number, line) in (1..).zip(bytes.split(|byte| *byte == b'\n')) {
            let line = without_end(line);
            if line.starts_with(b"#") {
                continue;
            }
            let rest = after_field(line, key.host)
                .and_then(|rest| after_field(rest, &port))
                .and_then(|rest| after_field(rest, key.database))
                .and_then(|rest| after_field(rest, key.user));
            let Some(rest) = rest else {
                continue;
            };
            let Ok(password) = String::from_utf8(unescaped(rest)) else {
                return Err(ConnectError::settings(format!(
                    "{}, line {number}: the password is not UTF-8",
                    shown(&self.path.display().to_string())
                )));
            };
            return Ok(Some((number, Secret::new(password))));
        }
        Ok(None)
    }
}

fn described(path: &Path, source: Option<&Source>) -> String {
    let path = shown(&path.display().to_string());
    match source {
        Some(source) => format!("{source}: the password file {path}"),
        None => format!("the password file {path}"),
    }
}

/// A line without the line feeds and carriage returns at its end (`pg_strip_crlf`).
fn without_end(line: &[u8]) -> &[u8] {
    let mut line = line;
    while let Some(shorter) = line.strip_suffix(b"\r").or_else(|| line.strip_suffix(b"\n")) {
        line = shorter;
    }
    line
}

/// The rest of a line after a field and its `:`, if the field is the token or `*` (`pwdfMatchesString`).
fn after_field<'a>(line: &'a [u8], token: &str) -> Option<&'a [u8]> {
    if let Some(rest) = line.strip_prefix(b"*:") {
        return Some(rest);
    }
    let mut rest = line;
    for expected in token.bytes() {
        let (mut first, mut after) = rest.split_first()?;
        if *first == b'\\' {
            (first, after) = after.split_first()?;
        }
        // A `:` of the token need not be escaped: `::1:5432:…` is read, too.
        if *first != expected {
            return None;
        }
        rest = after;
    }
    rest.strip_prefix(b":")
}

/// The password without its escapes; a `:` ends it.
fn unescaped(text: &[u8]) -> Vec<u8> {
    let mut password = Vec::with_capacity(text.len());
    let mut bytes = text.iter().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b':' => break,
            b'\\' if bytes.peek().is_some() => password.extend(bytes.next()),
            byte => password.push(*byte),
        }
    }
    password
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Content, Key, PasswordFile};

    fn found(lines: &[u8], host: &str) -> Option<(usize, String)> {
        let file = PasswordFile {
            path: PathBuf::from("/home/ann/.pgpass"),
            content: Content::Lines(lines.to_vec()),
        };
        let key = Key {
            host,
            port: 5432,
            database: "shop",
            user: "ann",
        };
        match file.password(key) {
            Ok(found) => found.map(|(line, password)| (line, password.reveal().to_owned())),
            Err(error) => Some((0, error.to_string())),
        }
    }

    #[test]
    fn libpq_s_rules() {
        for (lines, host, expected) in [
            ("host:5432:shop:ann:secret", "host", Some((1, "secret"))),
            ("host:5432:shop:ann:secret\r\n", "host", Some((1, "secret"))),
            (
                "# host:5432:shop:ann:no\n\nhost:5432:shop:ann:yes\n",
                "host",
                Some((3, "yes")),
            ),
            ("*:*:*:*:any\nhost:5432:shop:ann:later", "host", Some((1, "any"))),
            (
                "host:5433:shop:ann:a\nhost:5432:shop:bob:b\nhost:5432:other:ann:c",
                "host",
                None,
            ),
            (
                "hos:5432:shop:ann:a\nhosts:5432:shop:ann:b\n:5432:shop:ann:c",
                "host",
                None,
            ),
            (r"host:5432:shop:ann:a\:b\\c\d", "host", Some((1, r"a:b\cd"))),
            (r"host:5432:shop:ann:a\", "host", Some((1, r"a\"))),
            ("host:5432:shop:ann:a:comment", "host", Some((1, "a"))),
            ("host:5432:shop:ann:", "host", Some((1, ""))),
            (r"\:\:1:5432:shop:ann:escaped", "::1", Some((1, "escaped"))),
            ("::1:5432:shop:ann:plain", "::1", Some((1, "plain"))),
            (r"h\ost:5432:shop:ann:a", "host", Some((1, "a"))),
            ("*x:5432:shop:ann:a", "host", None),
            ("host:5432:shop", "host", None),
            ("host\\", "host", None),
            ("", "host", None),
        ] {
            let expected = expected.map(|(line, password)| (line, password.to_owned()));
            assert_eq!(found(lines.as_bytes(), host), expected, "{lines}");
        }
        assert_eq!(
            found(b"host:5432:shop:ann:\xff", "host"),
            Some((0, "/home/ann/.pgpass, line 1: the password is not UTF-8".to_owned()))
        );
    }
}
