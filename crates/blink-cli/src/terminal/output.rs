//! The two streams of the program: results go to stdout, all else to stderr.

use std::io::{self, ErrorKind, Write};

use super::escape::escape_lines;
use super::style::{ERROR, HELP};
use crate::connect::mask;

/// Writes to stdout and stderr.
#[derive(Debug, Default)]
pub struct Output {
    closed: bool,
}

impl Output {
    /// Makes an output.
    pub fn new() -> Self {
        Self::default()
    }

    /// Writes a result to stdout, in which control characters but line breaks are escaped.
    ///
    /// # Errors
    /// If stdout takes no more, as a full disk does. One that the reader has closed is no error: `blink plan … | head`.
    pub fn result(&mut self, text: &str) -> io::Result<()> {
        self.raw(escape_lines(text).as_bytes())
    }

    /// Writes a result that is safe as it is, or not for people: a man page, a script.
    ///
    /// # Errors
    /// As [`result`](Self::result).
    pub fn raw(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.closed {
            return Ok(());
        }
        let mut out = anstream::stdout().lock();
        let written = out.write_all(bytes).and_then(|()| out.flush());
        self.closed = written
            .as_ref()
            .is_err_and(|error| error.kind() == ErrorKind::BrokenPipe);
        unless_closed(written)
    }

    /// Writes a line to stderr, styled by the caller. Nothing can be done if that fails, as after the terminal was closed.
    pub fn say(&self, styled: &str) {
        // One write, so that lines of several threads do not mix.
        let _unheard = anstream::stderr().lock().write_all(format!("{styled}\n").as_bytes());
    }

    /// Writes lines to stderr as [`say`](Self::say) does; nothing if there are none.
    pub fn say_text(&self, styled: &str) {
        let lines = styled.trim_end();
        if !lines.is_empty() {
            self.say(lines);
        }
    }

    /// Writes an error to stderr, and the advice that belongs to it.
    pub fn error(&self, message: &str, help: Option<&str>) {
        self.say(&error_text(message, help));
    }
}

/// The text of an error, with styles; passwords are masked, control characters escaped.
fn error_text(message: &str, help: Option<&str>) -> String {
    let safe = |text: &str| escape_lines(&mask(text)).into_owned();
    let error = format!("{ERROR}error:{ERROR:#} {}", safe(message));
    match help {
        Some(help) => format!("{error}\n{HELP}help:{HELP:#} {}", safe(help)),
        None => error,
    }
}

fn unless_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_safe_to_show() {
        let text = error_text("no table \u{1b}[2J in postgres://a:b@c\nline 2", Some("name it"));
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert_eq!(
            plain,
            "error: no table \\u{1b}[2J in postgres://a:***@c\nline 2\nhelp: name it"
        );
    }

    #[test]
    fn only_a_closed_reader_is_no_error() {
        assert!(unless_closed(Err(ErrorKind::BrokenPipe.into())).is_ok());
        assert!(unless_closed(Err(ErrorKind::StorageFull.into())).is_err());
    }
}
