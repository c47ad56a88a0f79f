//! Colours. `anstream` takes them out where there is no terminal, and for `NO_COLOR`.

use anstyle::{AnsiColor, Style};

/// The word before an error.
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
/// The word before advice.
pub const HELP: Style = AnsiColor::Cyan.on_default();
/// The name of a line in a list of facts.
pub const LABEL: Style = Style::new().bold();
/// A sign of danger.
pub const WARNING: Style = AnsiColor::Yellow.on_default().bold();
