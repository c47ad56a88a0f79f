//! Names taken apart into words.

use std::collections::{BTreeMap, BTreeSet};

/// The longest name that is taken apart; PostgreSQL's own limit is 63 bytes.
const LONGEST: usize = 256;

/// Words that are known: where names without any mark between words are taken apart.
#[derive(Debug, Default)]
pub(super) struct Words {
    abbreviations: BTreeMap<String, String>,
    known: BTreeSet<String>,
}

impl Words {
    pub(super) fn new(abbreviations: BTreeMap<String, String>) -> Self {
        let known = abbreviations.keys().cloned().collect();
        Self { abbreviations, known }
    }

    /// Adds the words of a text.
    pub(super) fn learn(&mut self, text: &str) {
        for word in text.split(|character: char| !character.is_alphanumeric()) {
            if word.len() > 1 && !word.bytes().all(|byte| byte.is_ascii_digit()) {
                self.known.insert(singular(word));
                self.known.insert(word.to_owned());
            }
        }
    }

    /// The words of a name: in lower case, in the singular, abbreviations written out.
    pub(super) fn split(&self, name: &str) -> Vec<String> {
        let mut words = Vec::new();
        for part in parts(name) {
            if self.known.contains(&part) || self.known.contains(&singular(&part)) {
                self.push(&part, &mut words);
                continue;
            }
            match self.split_run(&part) {
                Some(run) => run.iter().for_each(|word| self.push(word, &mut words)),
                None => self.push(&part, &mut words),
            }
        }
        words
    }

    fn push(&self, word: &str, words: &mut Vec<String>) {
        let one = singular(word);
        let full = self.abbreviations.get(word).or_else(|| self.abbreviations.get(&one));
        match full {
            Some(full) => words.extend(full.split(' ').map(str::to_owned)),
            None => words.push(one),
        }
    }

    /// `firstname` as `first` and `name`: the fewest known words that make it up.
    fn split_run<'p>(&self, part: &'p str) -> Option<Vec<&'p str>> {
        if !part.is_ascii() || part.len() < 5 || part.len() > 40 {
            return None;
        }
        // The best way to each place: the number of words, and where the last begins.
        let mut best: Vec<Option<(usize, usize)>> = vec![None; part.len() + 1];
        *best.first_mut()? = Some((0, 0));
        for end in 2..=part.len() {
            for start in 0..end {
                let Some(Some((words, _))) = best.get(start).copied() else {
                    continue;
                };
                let known = part.get(start..end).is_some_and(|word| self.may_stand_in_a_run(word));
                let better = best
                    .get(end)
                    .copied()
                    .flatten()
                    .is_none_or(|(least, _)| words + 1 < least);
                if known
                    && better
                    && let Some(slot) = best.get_mut(end)
                {
                    *slot = Some((words + 1, start));
                }
            }
        }
        let (count, _) = best.last().copied().flatten()?;
        if count > 3 {
            return None;
        }
        let mut words = Vec::new();
        let mut end = part.len();
        while end > 0 {
            let (_, start) = best.get(end).copied().flatten()?;
            words.push(part.get(start..end)?);
            end = start;
        }
        words.reverse();
        Some(words)
    }

    fn may_stand_in_a_run(&self, word: &str) -> bool {
        match word.len() {
            0 | 1 => false,
            2 => ["id", "at", "on", "by", "ip", "no", "is", "to", "of", "in"].contains(&word),
            _ => self.known.contains(word) || self.known.contains(&singular(word)),
        }
    }
}

/// The parts of a name between marks, humps and digits, in lower case.
fn parts(name: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    let characters: Vec<char> = name.chars().take(LONGEST).collect();
    let mut before = None;
    for (place, &character) in characters.iter().enumerate() {
        let next_is_small = characters.get(place + 1).is_some_and(|next| next.is_lowercase());
        let boundary = match before {
            Some(before) if character.is_uppercase() => {
                char::is_lowercase(before) || (char::is_uppercase(before) && next_is_small)
            }
            Some(before) => char::is_numeric(before) != character.is_numeric(),
            None => false,
        };
        if (boundary || !character.is_alphanumeric()) && !part.is_empty() {
            parts.push(std::mem::take(&mut part));
        }
        if character.is_alphanumeric() {
            part.extend(character.to_lowercase());
            before = Some(character);
        } else {
            before = None;
        }
    }
    if !part.is_empty() {
        parts.push(part);
    }
    parts
}

/// Words whose end is no plural's.
const SAME: [&str; 28] = [
    "status",
    "series",
    "news",
    "sms",
    "dns",
    "gps",
    "bonus",
    "alias",
    "canvas",
    "analytics",
    "tls",
    "css",
    "lens",
    "species",
    "bus",
    "ios",
    "os",
    "https",
    "is",
    "has",
    "was",
    "us",
    "this",
    "as",
    "rss",
    "cors",
    "aws",
    "radius",
];

/// Words with a plural of their own.
const OTHER: [(&str, &str); 11] = [
    ("people", "person"),
    ("persons", "person"),
    ("children", "child"),
    ("movies", "movie"),
    ("cookies", "cookie"),
    ("houses", "house"),
    ("warehouses", "warehouse"),
    ("caches", "cache"),
    ("men", "man"),
    ("women", "woman"),
    ("leaves", "leave"),
];

/// The singular of an English word, of others the word.
pub(super) fn singular(word: &str) -> String {
    if let Some((_, one)) = OTHER.iter().find(|(many, _)| *many == word) {
        return (*one).to_owned();
    }
    let strip = |end: &str| word.strip_suffix(end).map(str::to_owned);
    if word.len() <= 3 || SAME.contains(&word) || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is") {
        return word.to_owned();
    }
    if word.len() > 4
        && let Some(stem) = strip("ies")
    {
        return stem + "y";
    }
    let hissing = ["sses", "xes", "ches", "shes", "uses"]
        .iter()
        .any(|end| word.ends_with(end));
    let one = if hissing && !word.ends_with("ouses") {
        strip("es")
    } else {
        strip("s")
    };
    one.unwrap_or_else(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(name: &str) -> String {
        let mut words = Words::new(
            [
                ("addr".to_owned(), "address".to_owned()),
                ("dob".to_owned(), "birth date".to_owned()),
            ]
            .into(),
        );
        words.learn("first name, created, date, email, address, postal code, time, phone number, status");
        words.split(name).join(" ")
    }

    #[test]
    fn names_are_taken_apart() {
        for (name, expected) in [
            ("first_name", "first name"),
            ("FirstName", "first name"),
            ("firstname", "first name"),
            ("HTTPServerURL", "http server url"),
            ("EmailAddr", "email address"),
            ("createdat", "created at"),
            ("timecreated", "time created"),
            ("postalcode", "postal code"),
            ("address2", "address 2"),
            ("phone-number 1", "phone number 1"),
            ("emails", "email"),
            ("statuses", "status"),
            ("DOB", "birth date"),
            ("categories", "category"),
            ("addresses", "address"),
            ("xyzzy", "xyzzy"),
            ("", ""),
            ("___", ""),
        ] {
            assert_eq!(split(name), expected, "{name}");
        }
    }

    #[test]
    fn hostile_names_do_not_panic() {
        for name in [
            "\0",
            "💥",
            "é\u{301}",
            "ﬀ",
            "İ",
            "名前",
            "a\u{202e}b",
            "ẞẞ",
            "<script>alert(1)</script>",
            &"x".repeat(9999),
            &"Aé".repeat(999),
        ] {
            split(name);
        }
    }
}
