//! Texts from templates.

use super::bits::Bits;
use super::list::section;
use std::collections::BTreeMap;
use std::sync::OnceLock;

const TEXTS: &str = include_str!("lists/texts.txt");
const VOCABULARY: &str = include_str!("lists/vocabulary.txt");

/// Templates refer to word lists, and those to nothing; one level more is room for change.
const DEPTH: u8 = 3;

/// A part of a template.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// Text as it is.
    Literal(&'static str),
    /// An entry of a section, with capitals or not.
    Slot { section: usize, capital: Capital },
    /// A small number.
    Number,
}

/// The letters of an entry that are made capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Capital {
    None,
    First,
    /// That of every word, as in a title.
    Every,
}

/// All sections, each with its entries.
struct Grammar {
    places: BTreeMap<&'static str, usize>,
    sections: Vec<Vec<Vec<Part>>>,
}

fn grammar() -> &'static Grammar {
    static GRAMMAR: OnceLock<Grammar> = OnceLock::new();
    GRAMMAR.get_or_init(|| {
        let names: Vec<(&str, &str)> = [TEXTS, VOCABULARY]
            .into_iter()
            .flat_map(|file| headings(file).map(move |name| (file, name)))
            .collect();
        let places = names
            .iter()
            .enumerate()
            .map(|(place, (_, name))| (*name, place))
            .collect();
        let entries = |file: &'static str, name: &'static str| -> Vec<&'static str> {
            let lines = section(file, name);
            if file == VOCABULARY {
                lines.flat_map(|line| line.split(',')).map(str::trim).collect()
            } else {
                lines.collect()
            }
        };
        let sections = names
            .iter()
            .map(|(file, name)| {
                entries(file, name)
                    .into_iter()
                    .map(|entry| parse(entry, &places))
                    .collect()
            })
            .collect();
        Grammar { places, sections }
    })
}

fn headings(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines()
        .filter_map(|line| line.trim().strip_prefix('[')?.strip_suffix(']'))
}

fn parse(entry: &'static str, places: &BTreeMap<&'static str, usize>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut rest = entry;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !before.is_empty() {
            parts.push(Part::Literal(before));
        }
        let capital = match name.as_bytes() {
            [b'A'..=b'Z', b'A'..=b'Z', ..] => Capital::Every,
            [b'A'..=b'Z', ..] => Capital::First,
            _ => Capital::None,
        };
        match places.get(name.to_ascii_lowercase().as_str()) {
            _ if name == "number" => parts.push(Part::Number),
            Some(&section) => parts.push(Part::Slot { section, capital }),
            None => parts.push(Part::Literal(name)),
        }
        rest = after;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest));
    }
    parts
}

/// Templates of one kind of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Template(pub(crate) &'static str);

impl Template {
    /// Writes a text behind what is in `out`.
    pub(crate) fn write(self, bits: &mut Bits, out: &mut String) {
        if let Some(&section) = grammar().places.get(self.0) {
            expand(grammar(), section, None, bits, DEPTH, out);
        }
    }

    /// Writes a text by another template than those of before, a bit each, as long as there are others.
    pub(crate) fn write_another(self, before: &mut u64, bits: &mut Bits, out: &mut String) {
        let Some(&section) = grammar().places.get(self.0) else {
            return;
        };
        let count = self.entries().len();
        let drawn = bits.place(count);
        let places = (0..count).map(|step| (drawn + step) % count.max(1));
        let place = places
            .into_iter()
            .find(|place| *before & bit(*place) == 0)
            .unwrap_or(drawn);
        *before |= bit(place);
        write_entry(grammar(), section, place, bits, DEPTH, out);
    }

    /// A name of one or a few words whose entry is chosen by a number: for lists, which need no text written.
    pub(crate) fn entry(self, bits: &mut Bits) -> &'static str {
        let entries = self.entries();
        match bits.pick(entries).map(Vec::as_slice) {
            Some([Part::Literal(text)]) => text,
            _ => "",
        }
    }

    /// The entry at a place, from the first again after the last.
    pub(crate) fn at(self, place: u64) -> &'static str {
        let entries = self.entries();
        let place = place.checked_rem(entries.len() as u64).unwrap_or(0);
        match usize::try_from(place)
            .ok()
            .and_then(|place| entries.get(place))
            .map(Vec::as_slice)
        {
            Some([Part::Literal(text)]) => text,
            _ => "",
        }
    }

    /// The number of entries.
    pub(crate) fn len(self) -> u64 {
        self.entries().len() as u64
    }

    fn entries(self) -> &'static [Vec<Part>] {
        let grammar = grammar();
        let section = grammar
            .places
            .get(self.0)
            .and_then(|&place| grammar.sections.get(place));
        section.map_or(&[], Vec::as_slice)
    }
}

/// Writes an entry of a section, another one than that to avoid, and returns its place.
fn expand(
    grammar: &Grammar,
    section: usize,
    avoid: Option<usize>,
    bits: &mut Bits,
    depth: u8,
    out: &mut String,
) -> Option<usize> {
    let entries = grammar.sections.get(section)?;
    let drawn = bits.place(entries.len());
    let place = if avoid == Some(drawn) {
        (drawn + 1) % entries.len().max(1)
    } else {
        drawn
    };
    write_entry(grammar, section, place, bits, depth, out)
}

/// Writes an entry of a section, and returns its place.
fn write_entry(
    grammar: &Grammar,
    section: usize,
    place: usize,
    bits: &mut Bits,
    depth: u8,
    out: &mut String,
) -> Option<usize> {
    let entries = grammar.sections.get(section)?;
    // What was written last, so that nothing is said twice: `wildlife and wildlife`.
    let mut last: Option<(usize, usize)> = None;
    for part in entries.get(place)? {
        match part {
            Part::Literal(text) => out.push_str(text),
            Part::Number => push_number(3 + bits.below(57), out),
            Part::Slot { section, capital } => {
                let start = out.len();
                let avoid = last.filter(|(before, _)| before == section).map(|(_, place)| place);
                let depth = depth.checked_sub(1)?;
                last = expand(grammar, *section, avoid, bits, depth, out).map(|place| (*section, place));
                match capital {
                    Capital::None => {}
                    Capital::First => capitalize(out, start),
                    Capital::Every => capitalize_words(out, start),
                }
                agree_article(out, start);
            }
        }
    }
    Some(place)
}

/// Appends the digits of a number.
pub(crate) fn push_number(number: u64, out: &mut String) {
    // Writing into a `String` cannot fail.
    let _ = std::fmt::Write::write_fmt(out, format_args!("{number}"));
}

/// Makes the first letter behind `start` a capital.
pub(crate) fn capitalize(out: &mut String, start: usize) {
    let Some(first) = out.get(start..).and_then(|text| text.chars().next()) else {
        return;
    };
    if first.is_ascii_lowercase() {
        let mut letter = [0; 4];
        let capital = first.to_ascii_uppercase().encode_utf8(&mut letter);
        out.replace_range(start..start + first.len_utf8(), capital);
    }
}

/// Makes the first letter of every word behind `start` a capital.
fn capitalize_words(out: &mut String, start: usize) {
    let mut word = start;
    loop {
        capitalize(out, word);
        let Some(space) = out.get(word..).and_then(|rest| rest.find(' ')) else {
            return;
        };
        word += space + 1;
    }
}

/// The bit of a place; the last bit stands for all places from there on.
fn bit(place: usize) -> u64 {
    1 << place.min(63)
}

/// `a old` becomes `an old`.
fn agree_article(out: &mut String, start: usize) {
    let (Some(before), Some(word)) = (out.get(..start), out.get(start..)) else {
        return;
    };
    let article = before.ends_with(" a ") || before.ends_with(" A ") || before == "A " || before == "a ";
    let first = word.as_bytes().first().map_or(0, u8::to_ascii_lowercase);
    let vowel = matches!(first, b'a' | b'e' | b'i' | b'o') || word.to_ascii_lowercase().starts_with("hon");
    if article && vowel && !word.to_ascii_lowercase().starts_with("one") {
        out.insert(start.saturating_sub(1), 'n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_slot_names_a_section() {
        for file in [TEXTS, VOCABULARY] {
            for line in file.lines().filter(|line| !line.starts_with("# ")) {
                for name in line.split('{').skip(1).filter_map(|part| part.split('}').next()) {
                    let known = grammar().places.contains_key(name.to_ascii_lowercase().as_str());
                    assert!(known || name == "number", "{line}");
                }
            }
        }
    }

    #[test]
    fn no_section_is_empty_and_none_is_there_twice() {
        let names: Vec<_> = headings(TEXTS).chain(headings(VOCABULARY)).collect();
        assert_eq!(names.len(), grammar().places.len());
        for name in names {
            assert!(Template(name).len() > 2, "{name}");
        }
    }

    #[test]
    fn texts_are_many_and_whole() {
        for name in headings(TEXTS) {
            let mut texts = BTreeSet::new();
            for n in 0..2000 {
                let mut text = String::new();
                Template(name).write(&mut Bits::new(n), &mut text);
                assert!(
                    text.is_ascii() && !text.is_empty() && !text.contains(['{', '}']),
                    "{text}"
                );
                assert!(!text.contains(" a a") && !text.contains("  "), "{text}");
                let doubled = ["wildlife and wildlife", "film history or film history"];
                assert!(
                    !doubled.iter().any(|doubled| text.to_lowercase().contains(doubled)),
                    "{text}"
                );
                texts.insert(text);
            }
            let least = match name {
                "article_title" | "film_title" | "task_title" | "comment" | "sentence" | "message" => 400,
                "early_late" => 4,
                _ => 10,
            };
            assert!(texts.len() >= least, "{name}: {}", texts.len());
        }
    }

    /// So many texts of a section.
    fn written(name: &'static str, count: u64) -> Vec<String> {
        let write = |n| {
            let mut text = String::new();
            Template(name).write(&mut Bits::new(n), &mut text);
            text
        };
        (0..count).map(write).collect()
    }

    #[test]
    fn no_sentence_is_silly_that_was() {
        // What was said of a season, a weather or a place as of a thing; plurals with the verb of one; parcels that came
        // after almost a year, and colleagues back in a whole summer; gifts that one uses oneself.
        let silly = [
            " in the coast",
            " in the islands",
            "indoor plants takes",
            "oard games takes",
            "Is board games",
            "Is indoor plants",
            "the whole summer of",
            "Back in almost",
            "Back in the whole",
            "after almost a year, well packed",
            "out of office for almost",
            "use it as a gift",
            "use it for a friend",
            "use it for my daughter",
            "used it as a gift",
            "used it for ",
            "narrow mind",
            "Our runner",
            "by a runner",
            "hidden team",
            "and a winter if you have one",
            "time, a storm,",
            "The winter by the",
        ];
        for name in headings(TEXTS) {
            for text in written(name, 6000) {
                let found = silly.iter().find(|silly| text.contains(*silly));
                assert_eq!(found, None, "{name}: {text}");
            }
        }
    }

    #[test]
    fn topics_are_one_thing_each() {
        // `{Topic} takes a week to learn`, `Is {topic} worth it?`
        for place in 0..Template("topic").len() {
            let topic = Template("topic").at(place);
            assert!(!topic.ends_with('s') || topic.ends_with("ss"), "{topic}");
        }
    }

    #[test]
    fn articles_agree() {
        let mut text = "Such a ".to_owned();
        let start = text.len();
        text.push_str("old bridge");
        agree_article(&mut text, start);
        assert_eq!(text, "Such an old bridge");
        let mut text = "A ".to_owned();
        text.push_str("honest word");
        agree_article(&mut text, 2);
        assert_eq!(text, "An honest word");
    }
}
