//! Styles of numbers, as a message names them.

use std::fmt;

/// The options of the styles.
const FLAGS: [&str; 8] = [
    "--decimal .",
    "--decimal ,",
    "--thousands ,",
    "--decimal , --thousands .",
    "--thousands ' '",
    "--decimal , --thousands ' '",
    "--thousands \"'\"",
    "--decimal , --thousands \"'\"",
];

/// Some of the styles of numbers that are looked for (`STYLES` in number_style.rs), a bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Styles(pub(super) u8);

impl Styles {
    fn places(self) -> impl Iterator<Item = usize> {
        (0..FLAGS.len()).filter(move |n| self.0 & (1 << n) != 0)
    }

    /// The options that make a number readable.
    pub(super) fn flag(self) -> Option<&'static str> {
        let mut flags = self.places().filter_map(|n| FLAGS.get(n).copied());
        match (flags.next()?, flags.next()) {
            // `1,234`, and no other is read in two ways.
            ("--decimal ,", Some("--thousands ,")) => Some("--decimal , or --thousands ,"),
            ("--decimal .", Some("--decimal , --thousands .")) => Some("--decimal . or --thousands ."),
            (flag, _) => Some(flag),
        }
    }
}

impl fmt::Display for Styles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, place) in self.places().enumerate() {
            f.write_str(if n > 0 { " or " } else { "" })?;
            f.write_str(match place {
                0 => "1234.5",
                1 => "1234,5",
                2 => "1,234.5",
                3 => "1.234,5",
                4 => "1 234.5",
                5 => "1 234,5",
                6 => "1'234.5",
                _ => "1'234,5",
            })?;
        }
        Ok(())
    }
}
