//! Decisions about a file, as they are shown.

use std::fmt;

/// A decision about a file: what was found, and the option that decides otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The subject: `delimiter`, `dates`.
    pub subject: &'static str,
    /// The decision, with its reason.
    pub found: String,
    /// The option that decides otherwise, if there is one.
    pub flag: Option<&'static str>,
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.subject, self.found)?;
        match self.flag {
            Some(flag) => write!(f, " ({flag})"),
            None => Ok(()),
        }
    }
}

/// The decisions so far.
#[derive(Debug, Default)]
pub(super) struct Decisions(Vec<Decision>);

impl Decisions {
    pub(super) fn add(&mut self, subject: &'static str, found: impl Into<String>, flag: &'static str) {
        self.0.push(Decision {
            subject,
            found: found.into(),
            flag: Some(flag),
        });
    }

    /// Adds a decision that no option changes.
    pub(super) fn add_fact(&mut self, subject: &'static str, found: String) {
        let flag = None;
        self.0.push(Decision { subject, found, flag });
    }

    pub(super) fn into_list(self) -> Vec<Decision> {
        self.0
    }
}
