//! Columns that may carry a unique set, and how well they suit.

use super::carrier::{Carrier, ProductPart, SlotPart};
use super::choice::Choice;
use super::columns::Draft;
use super::grids::of_bounds;
use super::kept::{How, Kept};
use super::positions::is_position;
use crate::domain::{Comparison, Domain, Extent, Numbering, Unit, Values};
use crate::make::births::DAY;
use crate::make::group::Group;
use crate::make::periods::{Period, Periods};
use crate::make::slot::Part;

/// Columns that may carry a unique set.
pub(super) struct Candidate {
    /// The columns by their places; several if only all of them together do.
    pub(super) carriers: Vec<(usize, Carrier)>,
    pub(super) capacity: u128,
    /// 2 if there are enough values that read well, 1 if there are enough at all, else 0.
    pub(super) tier: u8,
    pub(super) is_certain: bool,
    /// The comparison by which the values differ.
    pub(super) compared: Comparison,
    /// Its fitness by its kind: keys and names rather than dates and amounts.
    fitness: u32,
}

impl Candidate {
    /// Enough values come first, then what is certain, then fitness, then the column's place.
    pub(super) fn rank(&self) -> (u8, bool, u32, u128, std::cmp::Reverse<Option<usize>>) {
        let column = std::cmp::Reverse(self.carriers.first().map(|(column, _)| *column));
        // Where none has enough, the one with the most.
        let fitness = if self.tier == 0 { 0 } else { self.fitness };
        (self.tier, self.is_certain, fitness, self.capacity, column)
    }

    /// Returns true if it suits better than another one: that of a single column is simpler.
    pub(super) fn is_better(&self, other: &Self) -> bool {
        self.tier > other.tier || (self.tier == 0 && self.capacity > other.capacity)
    }
}

/// The rows that each owner has room for, at least.
const LEAST_PER_OWNER: u64 = 64;

/// The most times the average number of rows that an owner may have.
const MOST_TIMES: u64 = 16;

/// The values of a column that numbers the rows of all owners: years and such are no numbers of rows.
const WIDE: u128 = 32_000;

/// The fitness of a column whose periods differ.
const FITNESS_OF_PERIODS: u32 = 60;

/// The fitness of a column that tells the time of something.
const FITNESS_OF_MOMENTS: u32 = 55;

/// The rows of one owner that can come to be in different seconds.
const MOST_BIRTHS: u128 = 10_000_000;

/// The days from which times come as long as there are enough.
const NATURAL_DAYS: i64 = 3_652;

impl Choice<'_, '_> {
    /// The number of rows that a carrier must hold.
    fn needed(&self, in_run: bool) -> u64 {
        match self.parents {
            Some(parents) if in_run => {
                let each = self.rows.div_ceil(parents.max(1)).saturating_mul(MOST_TIMES);
                each.max(LEAST_PER_OWNER).min(self.rows)
            }
            _ => self.rows,
        }
    }

    pub(super) fn candidate(&self, kept: &Kept, in_run: bool) -> Option<Candidate> {
        let place = kept.place;
        let draft = &self.drafts[place];
        let comparison = match kept.how {
            How::Compared(comparison) => comparison,
            How::Period(period) => return self.in_period(place, period, in_run, kept.is_certain),
        };
        let of = |carrier: Carrier, capacity: u128, fitness: u32, compared: Comparison| {
            let enough = capacity >= u128::from(self.needed(carrier.is_in_run()));
            Candidate {
                carriers: vec![(place, carrier)],
                capacity,
                tier: if enough { 2 } else { 0 },
                is_certain: kept.is_certain,
                compared,
                fitness,
            }
        };
        let any = Comparison::NotDeterministic;
        if let Some((carrier, capacity, fitness)) = self.counting(draft, in_run) {
            return Some(of(carrier, capacity, fitness, any));
        }
        let by_meaning = draft.distinct_by_meaning();
        if by_meaning >= u128::from(self.rows) {
            return Some(of(Carrier::Meaning, by_meaning, 70, any));
        }
        if in_run && draft.is_birth() {
            return Some(of(Carrier::Birth, MOST_BIRTHS, FITNESS_OF_MOMENTS, any));
        }
        if let Some(carrier) = in_run.then(|| self.moment(place)).flatten() {
            let Carrier::Slot(slot) = &carrier else { return None };
            let capacity = u128::from(slot.grid.capacity());
            return Some(of(carrier, capacity, FITNESS_OF_MOMENTS, any));
        }
        let domain = compared(draft, comparison);
        let (values, reads_well) = self.numbering(&domain, self.needed(in_run))?;
        if !reads_well && let Some(mut days) = self.of_days(place, in_run) {
            // More than lately there were, so that they go further back.
            days.tier = days.tier.min(1);
            return Some(days);
        }
        let capacity = values.capacity();
        let compared = if matches!(domain.values, Values::Text(_)) {
            comparison
        } else {
            any
        };
        let carrier = if in_run && capacity < u128::from(self.rows) {
            Carrier::ValuesInRun(values)
        } else {
            Carrier::Values(values)
        };
        let mut candidate = of(carrier, capacity, draft.fitness(), compared);
        candidate.tier = candidate.tier.min(1 + u8::from(reads_well));
        Some(candidate)
    }

    /// A column that counts rows, or those of an owner; its capacity and fitness.
    fn counting(&self, draft: &Draft<'_>, in_run: bool) -> Option<(Carrier, u128, u32)> {
        let (first, last) = draft.integers()?;
        let counts = is_position(&draft.column.name);
        // A CHECK that says `>= 0` says where it begins.
        let least = i128::from(!(counts && first == 0));
        let from = first.max(least).min(last);
        let capacity = u128::try_from(last.checked_sub(from)?.checked_add(1)?).ok()?;
        let first = i64::try_from(from).ok()?;
        if in_run && counts {
            return Some((Carrier::Nth { first }, capacity, 90));
        }
        let is_wide = !in_run || capacity >= WIDE;
        let is_key = draft.is_key() && capacity >= u128::from(self.rows) && is_wide;
        is_key.then_some((Carrier::Serial { first }, capacity, 80))
    }

    /// The values that read well if there are enough, else all; and true for the former, and for what has few anyway.
    fn numbering(&self, domain: &Domain, rows: u64) -> Option<(Numbering, bool)> {
        let enough = |values: &Numbering| values.capacity() >= u128::from(rows).saturating_mul(2);
        let readable = domain.numbering(Extent::Readable, self.until);
        match readable {
            Some(values) if enough(&values) => Some((values, true)),
            readable => {
                let whole = domain.numbering(Extent::Whole, self.until)?;
                let same = readable.is_some_and(|readable| readable.capacity() == whole.capacity());
                Some((whole, same))
            }
        }
    }

    /// A column that tells when something of the owner's was: each of its rows has a part of the time since the owner's own.
    fn moment(&self, place: usize) -> Option<Carrier> {
        let draft = &self.drafts[place];
        let grid = of_bounds(&draft.domain, &draft.domain, false)?;
        if !draft.has_time() || !matches!(grid.unit, Unit::Date | Unit::Timestamp { .. }) {
            return None;
        }
        Some(Carrier::Slot(Box::new(SlotPart {
            group: Group::Owner,
            grid,
            part: Part::Moment,
            constraint: draft.column.name.clone(),
            group_column: None,
            columns: vec![place],
        })))
    }

    /// A column of dates, or of times, each on a day or in a second of its own; None if there are not enough.
    fn of_days(&self, place: usize, in_run: bool) -> Option<Candidate> {
        let Values::Discrete(discrete) = &self.drafts[place].domain.values else {
            return None;
        };
        let period = match discrete.unit {
            Unit::Date => Period::Day,
            Unit::Timestamp { .. } => Period::Second,
            _ => return None,
        };
        // Bounds between which there are gaps are no periods.
        let is_whole = discrete.set.parts().len() == 1 && discrete.steps.step() == 1;
        let found = self.in_period(place, period, in_run, true).filter(|_| is_whole)?;
        (found.tier > 0).then_some(Candidate {
            fitness: self.drafts[place].fitness(),
            ..found
        })
    }

    /// A column whose values lie in periods of their own.
    fn in_period(&self, place: usize, period: Period, in_run: bool, is_certain: bool) -> Option<Candidate> {
        let Values::Discrete(discrete) = &self.drafts[place].domain.values else {
            return None;
        };
        let (low, high) = discrete.set.hull()?;
        let micros = |at: i128| match discrete.unit {
            Unit::Date => at.saturating_mul(i128::from(DAY)),
            _ => at,
        };
        if !matches!(discrete.unit, Unit::Date | Unit::Timestamp { .. }) {
            return None;
        }
        // Within the years that are counted; whole periods alone.
        let most = i128::from(i64::MAX / 4);
        let low = i64::try_from(micros(low).clamp(-most, most)).ok()?;
        let high = i64::try_from(micros(high.saturating_add(1)).clamp(-most, most)).ok()?;
        let high = if low < self.until { high.min(self.until) } else { high };
        let last = period.of(high).checked_sub(1)?;
        let lowest = period.of(low).checked_add(1)?;
        let needed = i64::try_from(self.needed(in_run)).ok()?;
        let natural = period.of(high.saturating_sub(NATURAL_DAYS * DAY));
        let wanted = natural.min(last.saturating_sub(needed.saturating_mul(if in_run { 1 } else { 2 })));
        let first = wanted.max(lowest);
        let count = u64::try_from(last.checked_sub(first)?.checked_add(1)?)
            .ok()
            .filter(|count| *count > 0)?;
        let enough = count >= self.needed(in_run);
        let periods = Periods {
            period,
            unit: discrete.unit.clone(),
            first,
            count,
            in_run,
        };
        Some(Candidate {
            carriers: vec![(place, Carrier::InPeriod(Box::new(periods)))],
            capacity: u128::from(count),
            tier: if enough { 2 } else { 0 },
            is_certain,
            compared: Comparison::NotDeterministic,
            fitness: FITNESS_OF_PERIODS,
        })
    }

    /// Columns that together have enough values: as many of them as are needed.
    pub(super) fn product(&self, set: &str, free: &[Kept], in_run: bool) -> Option<Candidate> {
        let joint = free.iter().filter(|one| one.is_joint).collect::<Vec<_>>();
        if joint.len() < 2 {
            return None;
        }
        let needed = u128::from(self.needed(in_run));
        let readable = self.product_of(set, &joint, in_run, Extent::Readable);
        match readable {
            Some(product) if product.capacity >= needed => Some(product),
            _ => self.product_of(set, &joint, in_run, Extent::Whole),
        }
    }

    fn product_of(&self, set: &str, joint: &[&Kept], in_run: bool, extent: Extent) -> Option<Candidate> {
        let needed = u128::from(self.needed(in_run));
        let mut parts = Vec::new();
        let mut product = 1_u128;
        for one in joint {
            let How::Compared(comparison) = one.how else { continue };
            let domain = compared(&self.drafts[one.place], comparison);
            let Some(values) = domain.numbering(extent, self.until) else {
                continue;
            };
            let Some(larger) = product.checked_mul(values.capacity()) else {
                break;
            };
            parts.push((one.place, values, product));
            product = larger;
            if product >= needed.saturating_mul(2) {
                break;
            }
        }
        let of_all = product;
        let part = |(place, values, before): (usize, Numbering, u128)| {
            let part = ProductPart {
                values,
                before,
                product: of_all,
                in_run,
                set: set.to_owned(),
            };
            (place, Carrier::Digit(Box::new(part)))
        };
        let carriers = parts.into_iter().map(part).collect::<Vec<_>>();
        let enough = product >= needed;
        let reads_well = extent == Extent::Readable;
        (carriers.len() > 1).then_some(Candidate {
            carriers,
            capacity: product,
            tier: if enough { 1 + u8::from(reads_well) } else { 0 },
            is_certain: true,
            compared: Comparison::Exact,
            fitness: 0,
        })
    }
}

/// The values of a column, of which texts are told apart by a comparison.
fn compared(draft: &Draft<'_>, comparison: Comparison) -> Domain {
    let mut domain = draft.domain.clone();
    domain.values = domain.values.compared(comparison);
    domain
}
