//! The columns of a table, before it is decided how they are made.

use super::shapes::Relations;
use crate::domain::pattern::regex;
use crate::domain::{Domain, Language, Lengths, Text, Unit, Values, other_type, places};
use crate::facts::{Column, Table, Trigger, Types, UniqueKind};
use crate::make::births::SECOND;
use crate::meaning::{Found, meaning_of};
use crate::words::{Form, Meaning, Nature, unique_capacity, unique_pattern};

/// A column, and what is known of its values.
#[derive(Debug)]
pub(crate) struct Draft<'f> {
    pub(crate) column: &'f Column,
    /// The values that it may have.
    pub(crate) domain: Domain,
    pub(crate) source: Source,
    /// Its meaning.
    pub(crate) found: Found,
    /// True if its values are texts that the type's input function reads.
    pub(crate) has_literals: bool,
    /// True if nothing is known of the type's values.
    pub(crate) is_unknown: bool,
    /// True if a trigger sets it.
    pub(crate) is_set: bool,
    /// True if it is in the primary key.
    in_primary_key: bool,
    /// True if the server numbers it by itself: an identity column, or a default of `nextval`.
    is_numbered: bool,
}

/// The source of a column's values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// The row that a reference leads to, and the column there.
    Reference { place: usize, column: String },
    /// The server: a generated column, or the default of one of whose type nothing is known.
    Server,
    /// NULL: the reference refers to no row.
    Absent,
    /// Blink.
    Free,
}

impl<'f> Draft<'f> {
    pub(crate) fn new(
        table: &'f Table,
        column: &'f Column,
        domain: Domain,
        types: &Types,
        relations: &Relations,
    ) -> Self {
        let source = match (column.generated_by(), relations.sources.get(&column.name)) {
            (Some(_), _) => Source::Server,
            (_, Some((place, parent_column))) => Source::Reference {
                place: *place,
                column: parent_column.clone(),
            },
            // Where other columns of the key are NULL, one that may not be NULL can have any value.
            (_, None) if relations.absent.contains(&column.name) && !column.not_null => Source::Absent,
            (_, None) => Source::Free,
        };
        let found = meaning_of(table, column, types);
        let other = match (&source, &domain.values, found.form) {
            (Source::Free, Values::Any, None) => types
                .get(types.base(&column.ty).oid)
                .and_then(|ty| places(ty, types.base(&column.ty).modifier).or_else(|| other_type(&ty.name))),
            _ => None,
        };
        let has_literals = other.is_some();
        let domain = match other {
            Some(other) => domain.intersect(&other),
            None => domain,
        };
        let is_unknown = source == Source::Free && domain.values == Values::Any && found.form.is_none();
        let is_set = table.triggers.iter().any(|trigger| sets(trigger, &column.name));
        let source = match column.default {
            _ if source == Source::Free && is_set => Source::Server,
            Some(_) if is_unknown => Source::Server,
            _ => source,
        };
        let in_primary_key = table
            .unique_sets
            .iter()
            .any(|set| set.kind == UniqueKind::PrimaryKey && set.has_column(&column.name));
        let default = column.default.as_deref().unwrap_or("");
        Self {
            column,
            domain,
            source,
            is_unknown,
            is_set,
            has_literals,
            found,
            in_primary_key,
            is_numbered: column.is_identity() || default.contains("nextval("),
        }
    }

    pub(crate) fn is_free(&self) -> bool {
        self.source == Source::Free
    }

    /// The smallest and the largest integer, of a column of integers without gaps.
    pub(crate) fn integers(&self) -> Option<(i128, i128)> {
        match &self.domain.values {
            // A number without digits behind the point, such as an Oracle database has for keys.
            Values::Discrete(discrete) if discrete.unit == Unit::Numeric && self.is_key() => {
                let (first, last) = discrete.set.hull()?;
                (first <= 0 && last >= WHOLE).then_some((1, WHOLE / ONE))
            }
            Values::Discrete(discrete)
                if matches!(discrete.unit, Unit::Int | Unit::Decimal { scale: 0 }) && discrete.steps.step() == 1 =>
            {
                match discrete.set.parts() {
                    [only] => Some(*only),
                    // The largest part without gaps.
                    parts => parts
                        .iter()
                        .copied()
                        .max_by_key(|(first, last)| last.saturating_sub(*first)),
                }
            }
            _ => None,
        }
    }

    /// Returns true if the column tells when a row came to be, or what became of it when.
    pub(crate) fn has_time(&self) -> bool {
        let is_moment = match self.found.form {
            Some(Form::Date | Form::Timestamp) => true,
            Some(Form::Int | Form::Millis) => {
                let of_calendar = matches!(self.found.meaning, Meaning::Month | Meaning::DayOfWeek);
                of_calendar || self.found.meaning.nature() == Nature::Moment
            }
            _ => false,
        };
        self.is_free() && is_moment && self.found.meaning != Meaning::BirthDate
    }

    /// Returns true if the column shows the very second in which the row came to be.
    pub(crate) fn is_birth(&self) -> bool {
        let has_seconds = match &self.domain.values {
            Values::Discrete(discrete) => {
                matches!(discrete.unit, Unit::Timestamp { .. }) && discrete.steps.step() <= i128::from(SECOND)
            }
            _ => false,
        };
        has_seconds && self.has_time() && self.found.meaning == Meaning::Created && is_unchecked(&self.domain)
    }

    /// Returns true if the values are numbers that merely tell rows apart.
    pub(crate) fn is_key(&self) -> bool {
        let name = self.column.name.to_lowercase();
        self.in_primary_key || self.is_numbered || name == "id" || name.ends_with("_id") || name.ends_with("_key")
    }

    /// The number of distinct values that the meaning has; 0 if the column may not have all of them.
    pub(crate) fn distinct_by_meaning(&self) -> u128 {
        match &self.domain.values {
            Values::Text(text) if self.has_all_of_meaning(text) => {
                u128::from(unique_capacity(self.found.meaning, self.found.max_length))
            }
            _ => 0,
        }
    }

    /// Returns true if the column may have every text that the meaning has for distinct rows.
    fn has_all_of_meaning(&self, text: &Text) -> bool {
        if text.is_free() && text.characters.least == 0 && text.bytes == Lengths::default() {
            return true;
        }
        let longest = self.found.max_length;
        let texts = unique_pattern(self.found.meaning, longest)
            .and_then(|pattern| regex(&format!("^({pattern})$"), false).ok());
        let most = longest.and_then(|longest| u32::try_from(longest).ok());
        texts.is_some_and(|texts| text.has_all_of(&texts.and(Language::of_length(1, most))))
    }

    /// The column's fitness to tell rows apart.
    pub(crate) fn fitness(&self) -> u32 {
        let of_values = match &self.domain.values {
            Values::Uuid => 60,
            Values::Text(_) => 50,
            Values::Discrete(discrete) if discrete.unit == Unit::Int => 45,
            Values::Network(_) | Values::Bytes(_) | Values::Bits(_) => 30,
            Values::Discrete(_) => 20,
            Values::Range(_) | Values::Array(_) | Values::Row(_) | Values::Json(_) => 10,
            Values::Listed(_) => 5,
            Values::Any => 0,
        };
        of_values + u32::from(self.in_primary_key)
    }
}

/// The integers that a `numeric` key counts up to, in its unit of 10^-18, and one of them.
const ONE: i128 = 1_000_000_000_000_000_000;
const WHOLE: i128 = ONE * 1_000_000_000_000;

/// Returns true if nothing but the type limits the values.
pub(crate) fn is_unchecked(domain: &Domain) -> bool {
    let parts = match &domain.values {
        Values::Array(array) => is_unchecked(&array.element),
        Values::Row(fields) => fields.iter().all(|(_, field)| is_unchecked(field)),
        _ => true,
    };
    parts
        && domain
            .facts()
            .all(|fact| fact == "NOT NULL" || fact.starts_with("type "))
}

/// Returns true if a trigger sets a column before a row is stored: by `NEW.column :=`, or as the server's own for
/// `tsvector` columns does.
pub(crate) fn sets(trigger: &Trigger, column: &str) -> bool {
    if !trigger.before_insert || !trigger.for_each_row {
        return false;
    }
    let searches = trigger.function.ends_with("tsvector_update_trigger")
        || trigger.function.ends_with("tsvector_update_trigger_column");
    if searches {
        return trigger.arguments.first().is_some_and(|first| first == column);
    }
    let source = trigger.source.to_lowercase();
    let column = column.to_lowercase();
    source.match_indices("new.").any(|(at, new)| {
        let (before, rest) = source.split_at(at);
        let rest = rest
            .strip_prefix(new)
            .and_then(|rest| rest.strip_prefix(column.as_str()));
        let rest = rest.unwrap_or_default().trim_start();
        rest.starts_with(":=") || (rest.starts_with('=') && begins_statement(before))
    })
}

/// Returns true if a statement begins behind this source, where `=` is no comparison.
fn begins_statement(before: &str) -> bool {
    let before = before.trim_end();
    let begins = ["begin", "then", "else", "loop"];
    before.ends_with(';')
        || before
            .split_whitespace()
            .next_back()
            .is_some_and(|word| begins.contains(&word))
}

/// Lets the first time of a table be that at which its rows came to be, if no column says so: what is only published, or
/// installed, is there since then.
pub(crate) fn begin_with_birth(drafts: &mut [Draft<'_>]) {
    let later = [
        Meaning::Updated,
        Meaning::Deleted,
        Meaning::Starts,
        Meaning::Ends,
        Meaning::Due,
        Meaning::Expires,
        // Parts of a time.
        Meaning::Year,
        Meaning::Month,
        Meaning::DayOfWeek,
    ];
    if drafts
        .iter()
        .any(|draft| draft.has_time() && draft.found.meaning == Meaning::Created)
    {
        return;
    }
    let mut times = drafts
        .iter_mut()
        .filter(|draft| draft.has_time() && !draft.domain.nullable && !later.contains(&draft.found.meaning));
    if let Some(first) = times.next() {
        first.found.meaning = Meaning::Created;
    }
}
