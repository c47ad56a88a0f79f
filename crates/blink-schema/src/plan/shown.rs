//! The parts of their rows that columns show.

use std::sync::Arc;

use super::columns::{Draft, is_unchecked};
use super::makers::Makers;
use crate::domain::{Domain, Extent, Values};
use crate::make::maker::{Shown, Within};
use crate::make::values::kept;
use crate::meaning::weighted_labels;
use crate::words::{Bits, Identity, Meaning, make, password_scheme};

impl Makers<'_, '_> {
    /// The part that the column shows, with the limits that its constraints set.
    pub(super) fn shown(&self, draft: &Draft<'_>, domain: &Domain) -> Shown {
        let mut shown = Shown {
            found: draft.found.clone(),
            min_length: 0,
            low: None,
            high: None,
            step: 1,
            password_hash: self.password_hash(draft),
            key: self.rng.column(&draft.column.name),
            within: None,
        };
        match &domain.values {
            Values::Text(text) => {
                shown.min_length = usize::try_from(text.characters.least).unwrap_or(0);
                if let Some(most) = text.characters.most.and_then(|most| usize::try_from(most).ok()) {
                    let before = shown.found.max_length.unwrap_or(usize::MAX);
                    shown.found.max_length = Some(before.min(most));
                }
                if let Some(listed) = &text.listed {
                    shown.found.choices = weighted_labels(listed.iter().map(String::as_str));
                    shown.found.meaning = Meaning::State;
                    domain
                        .facts()
                        .last()
                        .unwrap_or("its list")
                        .clone_into(&mut shown.found.because);
                }
            }
            Values::Discrete(discrete) => {
                shown.step = i64::try_from(discrete.steps.step()).unwrap_or(1);
                if is_unchecked(domain) {
                    return shown;
                }
                let hull = discrete.set.hull().filter(|_| !discrete.unit.is_dense());
                shown.low = hull.map(|hull| hull.0);
                shown.high = hull.map(|hull| hull.1);
            }
            _ => {}
        }
        shown
    }

    /// The hash of the one password, of a column that holds such hashes.
    fn password_hash(&self, draft: &Draft<'_>) -> Arc<str> {
        if draft.found.meaning != Meaning::PasswordHash {
            return Arc::from("");
        }
        let column = draft.column;
        let checks = self
            .table
            .checks
            .iter()
            .filter(|check| check.columns.contains(&column.name));
        let said = checks
            .map(|check| check.expression.as_str())
            .chain(column.default.as_deref())
            .chain(column.comment.as_deref())
            .collect::<Vec<_>>();
        let neighbours = self
            .table
            .columns
            .iter()
            .map(|column| column.name.as_str())
            .collect::<Vec<_>>();
        let scheme = password_scheme(draft.found.max_length, &said, &neighbours);
        scheme.map_or_else(|| Arc::from(""), |(scheme, _)| self.hashes.of(scheme))
    }

    /// The part that the column shows, if the values that it may have are often among those that the meaning has.
    pub(super) fn fitting(&self, domain: &Domain, mut shown: Shown) -> Option<Shown> {
        let limits = shown.limits()?;
        if is_unchecked(domain) {
            return Some(shown);
        }
        if is_list_of_numbers(domain) {
            return None;
        }
        let mut scratch = String::new();
        let fits = |nth: u64, scratch: &mut String| {
            let identity = Identity::new(shown.key.number(nth), self.until, self.until);
            let value = make(shown.found.meaning, &identity, Bits::new(nth), &limits, scratch);
            let value = kept(value, &shown);
            domain.contains(&value)
        };
        let often = (0..TRIES).filter(|nth| fits(*nth, &mut scratch)).count();
        if often < OFTEN {
            return None;
        }
        let instead = domain.numbering(Extent::Natural, self.until)?;
        shown.within = Some(Box::new(Within {
            domain: domain.clone(),
            instead,
        }));
        Some(shown)
    }
}

/// Returns true if a few numbers with gaps between them are all: what the name means would be but some of them.
fn is_list_of_numbers(domain: &Domain) -> bool {
    let Values::Discrete(discrete) = &domain.values else {
        return false;
    };
    let parts = discrete.set.parts();
    let sizes = parts
        .iter()
        .map(|(first, last)| last.saturating_sub(*first).saturating_add(1));
    parts.len() > 1 && sizes.fold(0, i128::saturating_add) <= MOST_LISTED
}

/// The most numbers that a list has.
const MOST_LISTED: i128 = 100;

/// The values that are made to see whether a meaning's values are those of a column, and how many must be.
const TRIES: u64 = 32;
const OFTEN: usize = 8;
