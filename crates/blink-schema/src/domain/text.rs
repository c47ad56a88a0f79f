//! The values of a text type.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use super::automaton::Automaton;
use super::derivatives::TooLarge;
use super::extent::Extent;
use super::graph::{Graph, fold};
use super::known::Known;
use super::language::Language;
use super::lengths::Lengths;
use super::words::Words;

/// Texts.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Text {
    /// The patterns; of a `char(n)`, of the text with all its blanks.
    language: Language,
    /// The number of characters; of a `char(n)`, without the blanks at the end.
    pub characters: Lengths,
    /// The number of bytes.
    pub bytes: Lengths,
    /// The number of characters of a `char(n)`.
    pub padded: Option<u32>,
    /// The texts that are equal.
    pub comparison: Comparison,
    /// The only texts, if these are listed.
    pub listed: Option<Vec<String>>,
    compiled: Compiled,
}

/// The texts that a type or collation holds for equal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Comparison {
    /// The same characters.
    #[default]
    Exact,
    /// The same in lower case, as `citext` has it.
    AnyCase,
    /// Those that a collation that is not deterministic holds for the same: only letters without case and digits are told apart.
    NotDeterministic,
}

/// The automaton, made when it is asked for.
#[derive(Clone, Debug, Default)]
struct Compiled(Arc<OnceLock<MadeAutomaton>>);

type MadeAutomaton = Result<Arc<Automaton>, TooLarge>;

/// Texts by number.
#[derive(Debug)]
pub(super) struct NumberedTexts {
    pub(super) words: Words,
    /// The graph of the texts themselves, if `words` are in lower case.
    pub(super) original: Option<Graph>,
}

type MadeTexts = Result<Arc<NumberedTexts>, TooLarge>;

static AUTOMATA: Known<Language, MadeAutomaton> = Known::new();
static NUMBERED_TEXTS: Known<(Text, Extent, u128), MadeTexts> = Known::new();

impl PartialEq for Compiled {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Default for Language {
    fn default() -> Self {
        Self::all()
    }
}

impl Text {
    /// The texts that match.
    pub fn matching(language: Language) -> Self {
        Self {
            language,
            ..Self::default()
        }
    }

    /// The texts of so many characters.
    pub fn of_length(characters: Lengths) -> Self {
        Self {
            characters,
            ..Self::default()
        }
    }

    /// The texts of a list.
    pub fn listed(texts: Vec<String>) -> Self {
        Self {
            listed: Some(texts),
            ..Self::default()
        }
    }

    /// The texts of so many bytes.
    pub fn of_bytes(bytes: Lengths) -> Self {
        Self {
            bytes,
            ..Self::default()
        }
    }

    /// The same texts in a `char(n)`.
    #[must_use]
    pub fn padded_to(self, length: u32) -> Self {
        Self {
            padded: Some(length),
            ..self
        }
    }

    /// The same texts, compared in this way.
    #[must_use]
    pub fn compared(self, comparison: Comparison) -> Self {
        Self { comparison, ..self }
    }

    /// True if any characters will do, as long as there are as many as allowed.
    pub fn is_free(&self) -> bool {
        self.listed.is_none() && self.language == Language::all()
    }

    /// The patterns; of a `char(n)`, of the text with all its blanks.
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The texts that both have.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let mut both = Self {
            language: self.language.clone().and(other.language.clone()),
            characters: self.characters.intersect(other.characters),
            bytes: self.bytes.intersect(other.bytes),
            padded: self.padded.or(other.padded),
            comparison: self.comparison.max(other.comparison),
            listed: None,
            compiled: Compiled::default(),
        };
        let listed = match (&self.listed, &other.listed) {
            (Some(texts), Some(others)) => {
                let known = |text: &&String| others.iter().any(|other| both.are_equal(text, other));
                Some(texts.iter().filter(known).cloned().collect::<Vec<_>>())
            }
            (texts, others) => texts.clone().or_else(|| others.clone()),
        };
        if let Some(mut texts) = listed {
            texts.retain(|text| both.contains(text));
            both.listed = Some(texts);
        }
        both
    }

    /// The texts that one of the two has, where these can be put together; else `None`.
    pub fn union(&self, other: &Self) -> Option<Self> {
        let same = self.padded == other.padded && self.bytes == other.bytes && self.comparison == other.comparison;
        if !same {
            return None;
        }
        let mut both = self.clone();
        both.compiled = Compiled::default();
        match (&self.listed, &other.listed) {
            (Some(texts), Some(others)) if self.language == other.language && self.characters == other.characters => {
                let known = texts.iter().collect::<BTreeSet<_>>();
                let fresh = others.iter().filter(|text| !known.contains(text));
                both.listed = Some(texts.iter().chain(fresh).cloned().collect());
            }
            _ => {
                both.language = self.whole()?.or(other.whole()?);
                both.characters = Lengths::default();
                both.listed = None;
            }
        }
        Some(both)
    }

    /// All that is known as one language, but for bytes.
    fn whole(&self) -> Option<Language> {
        let mut language = self.language.clone();
        if self.characters != Lengths::default() {
            let content = Language::of_length(self.characters.least, self.characters.most);
            language = language.and(match self.padded {
                None => content,
                Some(_) => content.padded(),
            });
        }
        if let Some(texts) = &self.listed {
            if self.comparison != Comparison::Exact {
                return None;
            }
            let texts = texts.iter().map(|text| match self.padded {
                None => Language::text(text),
                Some(_) => Language::text(text).padded(),
            });
            language = language.and(Language::Or(texts.collect()));
        }
        Some(language)
    }

    /// True if the text is one of them. A language that is too large to be known has none.
    pub fn contains(&self, text: &str) -> bool {
        if text.contains('\0') {
            return false;
        }
        let trimmed = self.padded.map_or(text, |_| text.trim_end_matches(' '));
        if let Some(texts) = &self.listed
            && !texts.iter().any(|listed| self.are_equal(listed, text))
        {
            return false;
        }
        if !self.characters.contains(trimmed.chars().count()) || !self.bytes.contains(text.len()) {
            return false;
        }
        match self.padded {
            None => self.language == Language::all() || self.matches(text),
            Some(length) => {
                let length = usize::try_from(length).unwrap_or(usize::MAX);
                let count = trimmed.chars().count();
                count <= length && (self.language == Language::all() || self.matches(&format!("{trimmed:length$}")))
            }
        }
    }

    fn matches(&self, text: &str) -> bool {
        self.automaton().is_ok_and(|automaton| automaton.matches(text))
    }

    /// True if the type or collation holds the two for equal, as far as it is known.
    fn are_equal(&self, one: &str, other: &str) -> bool {
        self.key(one) == self.key(other)
    }

    /// The part of a text that is compared.
    pub(super) fn key(&self, text: &str) -> String {
        let text = self.padded.map_or(text, |_| text.trim_end_matches(' '));
        match self.comparison {
            Comparison::Exact => text.to_owned(),
            _ => text.chars().map(fold).collect(),
        }
    }

    fn automaton(&self) -> Result<&Automaton, TooLarge> {
        let made = self.compiled.0.get_or_init(|| automaton(&self.language));
        made.as_deref().map_err(|error| *error)
    }

    /// True if all these texts are among them; false, too, if that is more than can be worked out. Texts of a length in
    /// bytes are ASCII texts alone.
    pub fn has_all_of(&self, texts: &Language) -> bool {
        let Some(mut known) = self.whole() else {
            return false;
        };
        let texts = match self.padded {
            None => texts.clone(),
            Some(length) => texts.clone().padded().and(Language::of_length(length, Some(length))),
        };
        if self.bytes != Lengths::default() {
            let of_bytes = Language::of_length(self.bytes.least, self.bytes.most);
            known = known.and(of_bytes).and(Language::ascii());
        }
        automaton(&texts.and(known.negated())).is_ok_and(|others| !others.accepts().contains(&true))
    }

    /// True if there is no text; `None` if the language is too large to be known, or every text too long to be made.
    pub fn is_empty(&self) -> Option<bool> {
        if self.characters.is_empty() || self.bytes.is_empty() {
            return Some(true);
        }
        if self.characters.are_too_long() || self.bytes.are_too_long() {
            return None;
        }
        if let Some(texts) = &self.listed {
            return Some(!texts.iter().any(|text| self.contains(text)));
        }
        if self.language == Language::all() {
            return Some(false);
        }
        let capacity = self.numbered(Extent::Whole, 1).ok()?.words.capacity();
        let is_known = self.automaton().is_ok() || capacity > 0;
        is_known.then_some(capacity == 0)
    }

    /// The listed texts, each once.
    pub(super) fn distinct(&self) -> Option<Vec<String>> {
        let mut keys = BTreeSet::new();
        let texts = self.listed.as_ref()?.iter();
        let fresh = |text: &&String| self.contains(text) && keys.insert(self.key(text));
        Some(texts.filter(fresh).cloned().collect())
    }

    /// The texts by number.
    pub(super) fn numbered(&self, extent: Extent, wanted: u128) -> MadeTexts {
        let question = (self.clone(), extent, wanted);
        let make = || self.make_numbered(extent, wanted).map(Arc::new);
        NUMBERED_TEXTS.result(&question, make, |made| {
            made.as_ref().map_or(0, |texts| texts.words.size())
        })
    }

    fn make_numbered(&self, extent: Extent, wanted: u128) -> Result<NumberedTexts, TooLarge> {
        let is_too_large = || self.automaton().is_err().then(|| self.language.clone());
        let written;
        let automaton = match self.written().or_else(is_too_large) {
            Some(language) => {
                written = automaton_of_some(&language)?;
                &*written
            }
            None => self.automaton()?,
        };
        let mut graph = Graph::new(automaton);
        if self.comparison == Comparison::NotDeterministic {
            // Blanks and marks may count for nothing, and digits for numbers.
            graph = graph.restricted(|c| c.is_ascii_alphanumeric() && c != '0');
        }
        if extent != Extent::Whole {
            graph = graph.readable();
        }
        let original = (self.comparison != Comparison::Exact).then(|| graph.clone());
        if original.is_some() {
            graph = graph.folded()?;
        }
        let lengths = match self.padded {
            Some(length) => Lengths::exactly(length),
            None => self.characters.intersect(Lengths::new(0, self.bytes.most)),
        };
        let least = usize::try_from(lengths.least).map_err(|_| TooLarge)?;
        let most = lengths.most.and_then(|most| usize::try_from(most).ok());
        let words = Words::new(graph, least, most, wanted)?;
        Ok(NumberedTexts { words, original })
    }

    /// The language of what is written, if that is not the language itself.
    fn written(&self) -> Option<Language> {
        let mut language = self.language.clone();
        if self.padded.is_some() && self.characters != Lengths::default() {
            let content = Language::of_length(self.characters.least, self.characters.most);
            language = language.and(content.padded());
        }
        if self.bytes != Lengths::default() {
            let bytes = Language::between('\0', '\x7f').repeated(self.bytes.least, self.bytes.most);
            language = language.and(bytes);
        }
        (language != self.language).then_some(language)
    }
}

/// The repetitions that texts are made with where all of a language are too many to be worked out.
const ENOUGH_REPETITIONS: u32 = 200;

/// The automaton of a language; of its short texts if that of all is too large.
fn automaton_of_some(language: &Language) -> MadeAutomaton {
    automaton(language).or_else(|TooLarge| automaton(&language.shortened(ENOUGH_REPETITIONS)))
}

fn automaton(language: &Language) -> MadeAutomaton {
    let make = || Automaton::new(language).map(Arc::new);
    AUTOMATA.result(language, make, |made| {
        made.as_ref().map_or(0, |automaton| automaton.size())
    })
}
