//! The exit status, and failures that end the program with one.

use std::fmt;
use std::process::ExitCode;

use crate::flags::Advised;
use crate::terminal::Output;

/// The exit status of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ExitStatus {
    /// Everything was done.
    Done = 0,
    /// The data or the database says no; nothing was written.
    Refused = 1,
    /// The command line or the configuration is wrong; nothing was written.
    Usage = 2,
    /// Something was written, and something was left out.
    LeftOut = 3,
    /// COMMIT was sent and not answered.
    CommitUnknown = 4,
    /// The user stopped the run, which was rolled back.
    Stopped = 130,
}

impl ExitStatus {
    /// The number that the shell sees.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The status in a word, for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Usage => "usage",
            Self::LeftOut => "left_out",
            Self::CommitUnknown => "commit_unknown",
            Self::Stopped => "stopped",
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}

/// The status that a failed run ends the program with.
impl From<&blink::Error> for ExitStatus {
    fn from(error: &blink::Error) -> Self {
        let committed = error.committed_rows();
        if error.is_commit_unknown() || committed.iter().any(|table| table.in_doubt() > 0) {
            Self::CommitUnknown
        } else if !committed.is_empty() || !error.unrestored_sql().is_empty() {
            // A run that is not atomic: "nothing written" would not be true.
            Self::LeftOut
        } else {
            Self::Refused
        }
    }
}

/// The end of the program before its work was done: the status, the message, and advice.
#[derive(Debug)]
pub struct Failure {
    /// The exit status.
    pub status: ExitStatus,
    /// The place and what is wrong.
    pub message: String,
    /// The advice: what to do, such as a flag to add.
    pub help: Option<String>,
    /// The run's error, if there was a run.
    pub error: Option<Box<blink::Error>>,
    /// More for programs: the places in the files, as an object.
    pub details: Option<serde_json::Value>,
}

impl Failure {
    /// Makes a failure without advice.
    pub fn new(status: ExitStatus, message: impl Into<String>) -> Self {
        Self {
            status,
            message: message.into(),
            help: None,
            error: None,
            details: None,
        }
    }

    /// Makes a failure of the command line.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Usage, message)
    }

    /// Makes a failure of the data or the database.
    pub fn refused(message: impl Into<String>) -> Self {
        Self::new(ExitStatus::Refused, message)
    }

    /// Adds advice.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The failure in the words of a command.
    #[must_use]
    pub fn advised(mut self, advised: Advised) -> Self {
        self.message = advised.in_flags(&self.message).into_owned();
        self.help = self.help.map(|help| advised.in_flags(&help).into_owned());
        self
    }

    /// Writes the failure to stderr.
    pub fn show(&self, output: &Output) {
        output.error(&self.message, self.help.as_deref());
    }
}

impl From<blink::Error> for Failure {
    fn from(error: blink::Error) -> Self {
        let mut failure = Self::new(ExitStatus::from(&error), format!("{error:#}"));
        failure.error = Some(Box::new(error));
        failure
    }
}

/// A result that stdout did not take. The work itself was done.
impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::new(
            ExitStatus::LeftOut,
            format!("the result could not be written to stdout: {error}"),
        )
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "; {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}
