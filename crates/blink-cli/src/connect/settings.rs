//! The values of the parameters, and where each comes from.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::error::ConnectError;
use super::mask::shown;
use super::parameters::{PARAMETERS, Parameter, Support};
use super::platform::Platform;

/// The place that a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The option `--db`.
    Option,
    /// The environment variable `DATABASE_URL`.
    DatabaseUrl,
    /// A line of a service file.
    Service { file: PathBuf, line: usize },
    /// An environment variable of libpq.
    Variable(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option => f.write_str("--db"),
            Self::DatabaseUrl => f.write_str("DATABASE_URL"),
            Self::Service { file, line } => write!(f, "{}, line {line}", shown(&file.display().to_string())),
            Self::Variable(name) => f.write_str(name),
        }
    }
}

/// The value of a parameter.
#[derive(Clone)]
pub(crate) struct Setting {
    pub(crate) value: String,
    pub(crate) source: Source,
}

/// The values of all parameters that were given.
#[derive(Clone, Default)]
pub(crate) struct Settings(BTreeMap<&'static str, Setting>);

impl Settings {
    /// Sets a value, in place of an earlier one.
    pub(crate) fn set(&mut self, parameter: &'static Parameter, value: String, source: Source) {
        self.0.insert(parameter.name, Setting { value, source });
    }

    /// Sets a value, unless there is one.
    pub(crate) fn set_if_absent(&mut self, parameter: &'static Parameter, value: String, source: Source) {
        self.0.entry(parameter.name).or_insert(Setting { value, source });
    }

    /// The setting of a parameter, empty or not.
    pub(crate) fn get(&self, name: &str) -> Option<&Setting> {
        self.0.get(name)
    }

    /// The setting of a parameter; an empty value counts as none, as in most of `pqConnectOptions2` (fe-connect.c).
    pub(crate) fn filled(&self, name: &str) -> Option<&Setting> {
        self.0.get(name).filter(|setting| !setting.value.is_empty())
    }

    /// Fills what nothing else gave from the environment (`conninfo_add_defaults` in fe-connect.c).
    pub(crate) fn add_environment(&mut self, platform: &Platform) -> Result<(), ConnectError> {
        for parameter in PARAMETERS {
            let Some(variable) = parameter.variable.filter(|_| !self.0.contains_key(parameter.name)) else {
                continue;
            };
            if let Some(value) = platform.variable(variable)? {
                self.set(parameter, value.to_owned(), Source::Variable(variable));
            } else if parameter.name == "sslmode" {
                // Deprecated, but libpq still reads it, and it asks for encryption.
                let require = platform.variable("PGREQUIRESSL")?;
                if require.is_some_and(|value| value.starts_with('1')) {
                    self.set(parameter, "require".to_owned(), Source::Variable("PGREQUIRESSL"));
                }
            }
        }
        Ok(())
    }

    /// Refuses the parameters that Blink does not support.
    pub(crate) fn refuse_unsupported(&self) -> Result<(), ConnectError> {
        for parameter in PARAMETERS {
            let Support::Refused(why) = parameter.support else {
                continue;
            };
            if let Some(setting) = self.filled(parameter.name) {
                return Err(ConnectError::settings(format!(
                    "{}: {} is not supported: {why}",
                    setting.source, parameter.name
                )));
            }
        }
        Ok(())
    }

    /// One of several words, the first of which is the default.
    pub(crate) fn word<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Result<Option<T>, ConnectError> {
        let Some(setting) = self.filled(name) else {
            return Ok(None);
        };
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == setting.value) {
            return Ok(Some(*value));
        }
        let words = words.iter().map(|(word, _)| *word).collect::<Vec<_>>();
        Err(setting.invalid(name, &format!("is one of {}", words.join(", "))))
    }

    /// A whole number, as `pqParseIntParam` (fe-connect.c) reads it: with blanks around it.
    pub(crate) fn number(&self, name: &str) -> Result<Option<i32>, ConnectError> {
        let Some(setting) = self.filled(name) else {
            return Ok(None);
        };
        match setting.value.trim().parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(setting.invalid(name, "is a whole number")),
        }
    }
}

impl Setting {
    /// The error of a value that is none of the parameter's; `rule` says which are.
    pub(crate) fn invalid(&self, name: &str, rule: &str) -> ConnectError {
        ConnectError::settings(format!(
            "{}: {name} {rule}, not \"{}\"",
            self.source,
            shown(&self.value)
        ))
    }
}
