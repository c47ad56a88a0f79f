//! The library's advice in the words of a command: a user of `blink load` can give a flag, but call nothing.

use std::borrow::Cow;

/// The command whose flags are named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Advised {
    /// `blink load`, and `blink plan` of files.
    Load,
    /// `blink seed`, and `blink plan` and `blink preview` without files.
    Seed,
}

/// The library's words, and the command's for them; the longer stand before those that they contain.
type Words = &'static [(&'static str, &'static str)];

const LOAD: Words = &[
    (
        "call `.truncate_cascade()`, which empties",
        "run TRUNCATE … CASCADE yourself, which empties",
    ),
    (", or use `.insert_with(…)`", ""),
    (
        "use `.on_conflict(…)` or `.insert_with(…)`, which insert,",
        "use --on-conflict, which inserts,",
    ),
    ("`.on_conflict(…)` or `.insert_with(…)`", "--on-conflict"),
    ("`.on_conflict(…)`", "--on-conflict"),
    ("on_conflict needs", "--on-conflict needs"),
    ("on_conflict names", "--on-conflict names"),
    ("on_conflict sets", "--on-conflict sets"),
    ("`.non_atomic()`", "--non-atomic"),
    ("Indexes::Keep for this table", "--indexes keep"),
    ("Indexes::Keep", "--indexes keep"),
    ("Indexes::Rebuild", "--indexes rebuild"),
];

const SEED: Words = &[
    (
        "call `.truncate_cascade()`, which empties",
        "run TRUNCATE … CASCADE yourself, which empties",
    ),
    (", or use `.insert_with(…)`", ""),
    (
        "use `.on_conflict(…)` or `.insert_with(…)`, which insert, or run",
        "run",
    ),
    (", or use `.non_atomic()`", ", or name fewer by --tables"),
    ("; use Indexes::Keep for this table", ""),
    ("use Indexes::Keep for this table, or ", ""),
    (", or use Indexes::Keep", ""),
    (
        "with Indexes::Keep nothing is dropped, and a refused row is named",
        "nothing was written",
    ),
    ("with Indexes::Keep nothing is dropped", "nothing was written"),
];

impl Advised {
    /// A text of the library's in the command's words.
    pub fn in_flags(self, text: &str) -> Cow<'_, str> {
        let words = match self {
            Self::Load => LOAD,
            Self::Seed => SEED,
        };
        let mut told = Cow::Borrowed(text);
        for (library, command) in words.iter().filter(|(library, _)| text.contains(library)) {
            told = Cow::Owned(told.replace(library, command));
        }
        told
    }
}
