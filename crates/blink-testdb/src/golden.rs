//! Files of checksums: what a contract fixes, so that a change of it is seen.
//!
//! A file has a line for each subject: its name, a checksum of all its values, and the first few of them, to be read by
//! people. Each crate has one for each contract, and a test that computes the values and compares them:
//!
//! ```no_run
//! use blink_testdb::golden::Golden;
//!
//! let mut golden = Golden::default();
//! golden.subject("first names", (0..1_000).map(|row| format!("the first name of row {row}")));
//! golden.assert_holds("tests/it/golden/contract-1.txt");
//! ```
//!
//! `BLINK_UPDATE=1` adds the lines of new subjects. It never changes a line: a subject whose values change needs a new
//! contract, with a file of its own, beside which the old one stays. Until a contract is published in a release its lines
//! may be deleted and added anew, in a commit that says why.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::path::Path;

/// The number of values that are shown beside the checksum.
const SHOWN: usize = 3;

/// The checksums of some subjects.
#[derive(Debug, Default)]
pub struct Golden {
    lines: BTreeMap<String, String>,
}

impl Golden {
    /// Adds a subject with its values. Only their text counts.
    ///
    /// # Panics
    /// If there is one of this name already, or the name has a colon or a line break.
    pub fn subject<V: Display>(&mut self, name: &str, values: impl IntoIterator<Item = V>) {
        assert!(!name.contains([':', '\n']), "{name:?} is no name of a subject");
        let mut checksum = Checksum::default();
        let mut shown = Vec::new();
        for value in values {
            let value = value.to_string();
            checksum.add(value.as_bytes());
            if shown.len() < SHOWN {
                shown.push(value.replace('\n', " "));
            }
        }
        let line = format!("{:016x} {}", checksum.0, shown.join(" | "));
        let before = self.lines.insert(name.to_owned(), line.trim_end().to_owned());
        assert!(before.is_none(), "two subjects are called {name:?}");
    }

    /// Asserts that the file says the same of the same subjects. With `BLINK_UPDATE=1` it first adds what the file lacks.
    ///
    /// # Panics
    /// If it does not, or the file cannot be read or written.
    pub fn assert_holds(&self, path: impl AsRef<Path>) {
        let path = path.as_ref();
        let file = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        match self.compare(&file, std::env::var_os("BLINK_UPDATE").is_some()) {
            Ok(new) if new == file => {}
            Ok(new) => std::fs::write(path, new).unwrap_or_else(|error| panic!("{}: {error}", path.display())),
            Err(differences) => panic!("{}:\n{differences}", path.display()),
        }
    }

    /// Returns the file with the lines of new subjects if these may be added, and otherwise what differs.
    fn compare(&self, file: &str, may_add: bool) -> Result<String, String> {
        let mut missing = self.lines.clone();
        let mut differences = String::new();
        for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (name, golden) = line.split_once(": ").unwrap_or((line, ""));
            match missing.remove(name) {
                Some(now) if now == golden => {}
                Some(now) => {
                    let _ = writeln!(
                        differences,
                        "{name} has changed: a change needs a new contract\n  - {golden}\n  + {now}"
                    );
                }
                None => {
                    let _ = writeln!(differences, "{name} is computed no more, or twice in the file");
                }
            }
        }
        let added = missing.iter().fold(String::new(), |mut added, (name, line)| {
            let _ = writeln!(added, "{name}: {line}");
            added
        });
        if !(may_add || added.is_empty()) {
            let _ = write!(differences, "new, which BLINK_UPDATE=1 adds:\n{added}");
        }
        if differences.is_empty() {
            let newline = if file.is_empty() || file.ends_with('\n') {
                ""
            } else {
                "\n"
            };
            Ok(format!("{file}{newline}{added}"))
        } else {
            Err(differences)
        }
    }
}

/// FNV-1a in 64 bits (<http://www.isthe.com/chongo/tech/comp/fnv/>), with the length of each value after it.
struct Checksum(u64);

impl Default for Checksum {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Checksum {
    fn add(&mut self, value: &[u8]) {
        self.bytes(value);
        self.bytes(&(value.len() as u64).to_le_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn golden(values: &[u32]) -> Golden {
        let mut golden = Golden::default();
        golden.subject("one", values);
        golden.subject("two", ["a\nb", "c"]);
        golden
    }

    #[test]
    fn new_lines_are_added_and_old_ones_never_changed() {
        let file = golden(&[1, 2, 3, 4]).compare("# heading\n", true).unwrap();
        let lines = file.lines().collect::<Vec<_>>();
        assert_eq!(lines.len(), 3);
        assert!(
            lines[1].starts_with("one: ") && lines[1].ends_with(" 1 | 2 | 3"),
            "{file}"
        );
        assert!(lines[2].ends_with(" a b | c"), "{file}");
        assert_eq!(golden(&[1, 2, 3, 4]).compare(&file, false), Ok(file.clone()));

        // A value that is not shown counts, too.
        for may_add in [false, true] {
            let changed = golden(&[1, 2, 3, 5]).compare(&file, may_add).unwrap_err();
            assert!(
                changed.contains("one has changed") && !changed.contains("two has changed"),
                "{changed}"
            );
        }
        let fewer = Golden::default().compare(&file, true).unwrap_err();
        assert!(
            fewer.contains("one is computed no more") && fewer.contains("two is"),
            "{fewer}"
        );
        let twice = golden(&[1, 2, 3, 4])
            .compare(&format!("{file}{}\n", lines[1]), true)
            .unwrap_err();
        assert!(twice.contains("one is computed no more, or twice"), "{twice}");

        let mut more = golden(&[1, 2, 3, 4]);
        more.subject("three", ["new"]);
        assert!(
            more.compare(&file, false)
                .unwrap_err()
                .contains("BLINK_UPDATE=1 adds:\nthree: ")
        );
        assert!(
            more.compare(&file, true)
                .unwrap()
                .starts_with(&format!("{file}three: "))
        );
    }

    #[test]
    fn values_that_are_divided_otherwise_differ() {
        let lines = [["ab", "c"], ["a", "bc"], ["abc", ""]].map(|values| {
            let mut golden = Golden::default();
            golden.subject("one", values);
            golden.lines["one"][..16].to_owned()
        });
        assert!(
            lines[0] != lines[1] && lines[1] != lines[2] && lines[0] != lines[2],
            "{lines:?}"
        );
    }

    /// Values of the specification's test vectors.
    #[test]
    fn the_checksum_is_fnv_1a() {
        let of = |bytes: &[u8]| {
            let mut checksum = Checksum::default();
            checksum.bytes(bytes);
            checksum.0
        };
        assert_eq!(
            (of(b""), of(b"a"), of(b"foobar")),
            (0xcbf2_9ce4_8422_2325, 0xaf63_dc4c_8601_ec8c, 0x8594_4171_f739_67e8)
        );
    }
}
