//! The error of a connection that could not be made.

use std::fmt;

/// The reason that a connection was not made, and what to do about it. It never holds a password.
#[derive(Debug)]
pub struct ConnectError {
    kind: ConnectErrorKind,
    message: String,
    help: Vec<String>,
}

/// The kind of a [`ConnectError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectErrorKind {
    /// The settings contradict themselves, cannot be read, or ask for what is not supported. Nothing was connected to.
    Settings,
    /// No server let Blink in.
    Refused,
}

impl ConnectError {
    pub(crate) fn settings(message: impl Into<String>) -> Self {
        Self {
            kind: ConnectErrorKind::Settings,
            message: message.into(),
            help: Vec::new(),
        }
    }

    pub(crate) fn refused(message: impl Into<String>) -> Self {
        Self {
            kind: ConnectErrorKind::Refused,
            message: message.into(),
            help: Vec::new(),
        }
    }

    /// Adds a sentence that says what to do.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The kind.
    pub fn kind(&self) -> ConnectErrorKind {
        self.kind
    }

    /// The mistake, without the advice.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The advice, if there is any.
    pub fn advice(&self) -> Option<String> {
        (!self.help.is_empty()).then(|| self.help.join("\n"))
    }
}

impl fmt::Display for ConnectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for line in &self.help {
            write!(f, "\n{line}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConnectError {}
