//! The time at which each row comes to be: after its parents, and before `until`.

use super::birth::{Birth, Births};
use super::walk::Walk;

impl Births {
    /// The time of a row; None if the table's rows have none.
    pub(super) fn of(&self, related: &Walk<'_>, table: usize, row: u64) -> Option<i64> {
        let birth = self.tables.get(table)?.as_ref()?;
        if let Some(part) = birth.own {
            return related.own?.time(table, part, row);
        }
        let mut first = birth.first;
        for after in &birth.after {
            if let Some(latest) = related.own.and_then(|own| own.latest(after.table, after.part)) {
                first = first.max(latest.saturating_add(after.seconds.saturating_mul(SECOND)));
            }
        }
        for reference in &birth.parents {
            let parent_table = related.tables.get(table)?.relations.get(*reference)?.parent;
            let parent = related.parent(table, *reference, row);
            if let (Some(parent_table), Some(parent)) = (parent_table, parent)
                && let Some(time) = related.born(parent_table, parent)
            {
                first = first.max(time.saturating_add(SECOND));
            }
        }
        let span = birth.last.saturating_sub(first);
        let Ok(span) = u64::try_from(span) else {
            // Rows of the user's own may be later than what was planned for.
            let nth = i64::try_from(row).unwrap_or(i64::MAX);
            let seconds = if birth.in_order { nth.saturating_mul(SECOND) } else { 0 };
            return Some(first.saturating_add(seconds));
        };
        let (apart, nth) = birth.apart(related, table, row);
        let span = span.saturating_sub(apart.saturating_mul(2));
        let random = birth.key.number(row);
        let fraction = if birth.in_order {
            let rows = related.tables.get(table)?.rows;
            later(ordered(row, rows, random))
        } else if birth.parents.is_empty() {
            later(random)
        } else {
            soon(random)
        };
        // Whole seconds for people who look.
        let offset = i64::try_from(part(span, fraction)).unwrap_or(0);
        let time = first.saturating_add(offset / SECOND * SECOND);
        let Some(apart) = i64::try_from(apart).ok().filter(|apart| *apart > 0) else {
            return Some(time);
        };
        // Of the owner's rows each has a remainder of its own.
        let begun = time.div_euclid(apart).saturating_add(1).saturating_mul(apart);
        Some(begun.saturating_add(i64::try_from(nth).unwrap_or(0).saturating_mul(SECOND)))
    }
}

impl Birth {
    /// A length with a second for each row of the row's owner, and the row's number among them; zero if they need not
    /// differ.
    fn apart(&self, related: &Walk<'_>, table: usize, row: u64) -> (u64, u64) {
        let position = related.tables.get(table).filter(|_| self.is_distinct);
        let position = position.and_then(|of| Some((related.position(table, row)?, of.run.as_ref()?)));
        let Some((position, (_, run))) = position else {
            return (0, 0);
        };
        let rows = run.number_of_children(position.parent).unwrap_or(0);
        let second = SECOND.unsigned_abs();
        (rows.saturating_mul(second), position.nth)
    }
}

pub(crate) const SECOND: i64 = 1_000_000;
pub(crate) const DAY: i64 = 24 * 60 * 60 * SECOND;

/// A part of a length; the fraction is of 2^64.
pub(crate) fn part(length: u64, fraction: u64) -> u64 {
    let product = u128::from(length) * u128::from(fraction);
    u64::try_from(product >> 64).unwrap_or(u64::MAX)
}

/// The fraction at which a row stands among all, with a part of a row by chance.
fn ordered(row: u64, rows: u64, random: u64) -> u64 {
    let place = (u128::from(row) << 64) + u128::from(random);
    u64::try_from(place / u128::from(rows.max(1))).unwrap_or(u64::MAX)
}

/// More of the later: the square root.
fn later(fraction: u64) -> u64 {
    let root = (u128::from(fraction) << 64).isqrt();
    u64::try_from(root).unwrap_or(u64::MAX)
}

/// More of the sooner: the cube.
fn soon(fraction: u64) -> u64 {
    part(part(fraction, fraction), fraction)
}

#[cfg(test)]
mod tests {
    use blink::{ChildRuns, RngKey, Spread};

    use super::*;
    use crate::make::related::RelatedTables;
    use crate::make::related::by_hand::table;
    use crate::make::run::Run;

    #[test]
    fn an_owner_may_have_more_rows_than_there_are_seconds() {
        let rows = 1 << 60;
        let runs = ChildRuns::new(Spread::total(rows), 1, RngKey::new(2)).unwrap();
        let tables = RelatedTables {
            tables: vec![table(1, None), table(rows, Some(Run::new(runs, None)))],
            ..RelatedTables::default()
        };
        let birth = Birth {
            first: 0,
            last: 1_000 * DAY,
            parents: Vec::new(),
            in_order: false,
            is_distinct: true,
            key: RngKey::new(4),
            own: None,
            after: Vec::new(),
        };
        let births = Births {
            tables: vec![None, Some(birth)],
        };
        let walk = Walk::new(&tables, &births);
        assert!([0, 1, rows - 1].iter().all(|row| walk.born(1, *row).is_some()));
    }

    #[test]
    fn fractions_keep_their_order_and_range() {
        for pair in [0, 1, 1 << 32, u64::MAX / 2, u64::MAX - 1, u64::MAX].windows(2) {
            assert!(later(pair[0]) <= later(pair[1]));
            assert!(soon(pair[0]) <= soon(pair[1]));
        }
        assert!(ordered(0, 10, u64::MAX) <= ordered(1, 10, 0));
        assert!(ordered(9, 10, u64::MAX) > ordered(8, 10, u64::MAX));
    }
}
