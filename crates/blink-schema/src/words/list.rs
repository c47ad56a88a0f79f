//! Word lists in files of sections.

use std::sync::OnceLock;

/// The lines of a section, without comments and empty ones. A section begins with its name in brackets.
pub(crate) fn section<'a>(file: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let mut inside = false;
    file.lines().map(str::trim).filter(move |line| {
        if let Some(heading) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            inside = heading == name;
            return false;
        }
        inside && !line.is_empty() && !line.starts_with("# ")
    })
}

/// A list of words or phrases out of a section of a file.
pub(crate) struct List {
    file: &'static str,
    section: &'static str,
    separator: Option<char>,
    entries: OnceLock<Vec<&'static str>>,
}

impl List {
    /// The words of a section, between commas.
    pub(crate) const fn words(file: &'static str, section: &'static str) -> Self {
        Self {
            file,
            section,
            separator: Some(','),
            entries: OnceLock::new(),
        }
    }

    /// The lines of a section.
    pub(crate) const fn lines(file: &'static str, section: &'static str) -> Self {
        Self {
            file,
            section,
            separator: None,
            entries: OnceLock::new(),
        }
    }

    /// The entries, in the order of the file.
    pub(crate) fn entries(&self) -> &[&'static str] {
        self.entries.get_or_init(|| {
            let lines = section(self.file, self.section);
            match self.separator {
                None => lines.collect(),
                Some(separator) => lines.flat_map(|line| line.split(separator)).map(str::trim).collect(),
            }
        })
    }

    /// An entry by its place, from the first again after the last.
    pub(crate) fn at(&self, place: u64) -> &'static str {
        let entries = self.entries();
        let place = place.checked_rem(entries.len() as u64).unwrap_or(0);
        usize::try_from(place)
            .ok()
            .and_then(|place| entries.get(place))
            .unwrap_or(&"")
    }

    /// One of the entries.
    pub(crate) fn pick(&self, bits: &mut super::bits::Bits) -> &'static str {
        bits.pick(self.entries()).unwrap_or(&"")
    }

    /// The number of entries.
    pub(crate) fn len(&self) -> u64 {
        self.entries().len() as u64
    }
}

/// The fields of a line, between bars.
pub(crate) fn fields<const N: usize>(line: &'static str) -> Option<[&'static str; N]> {
    let mut parts = line.split('|');
    let mut fields = [""; N];
    for field in &mut fields {
        *field = parts.next()?;
    }
    parts.next().is_none().then_some(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_end_where_the_next_begins() {
        let file = "# c\n[a]\nx, y\n\n# c\nz\n[b]\n#fff\n";
        let a = List::words("# c\n[a]\nx, y\n\n# c\nz\n[b]\n#fff\n", "a");
        assert_eq!(a.entries(), ["x", "y", "z"]);
        assert_eq!(section(file, "b").collect::<Vec<_>>(), ["#fff"]);
        assert_eq!(List::words("", "a").at(7), "");
        assert_eq!((a.at(0), a.at(4), a.len()), ("x", "y", 3));
    }

    #[test]
    fn a_line_has_the_number_of_fields_that_its_reader_wants() {
        assert_eq!(fields::<2>("a|b"), Some(["a", "b"]));
        assert_eq!(fields::<2>("a"), None);
        assert_eq!(fields::<2>("a|b|c"), None);
    }
}
