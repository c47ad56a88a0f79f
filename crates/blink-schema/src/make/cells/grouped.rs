//! Cells that follow from the row's place in a group.

use blink::{RngKey, WidePermutation};

use super::RowCells;
use crate::make::attempts::Attempt;
use crate::make::group::{Group, Member};
use crate::make::maker::{Digit, Grouped};
use crate::make::periods::Periods;
use crate::make::slot::Slot;
use crate::value::{Range, Value};

impl<'c> RowCells<'c> {
    /// The value that follows from the row's place in a group.
    pub(super) fn grouped<'s>(
        &self,
        grouped: &'c Grouped,
        attempt: Attempt,
        scratch: &'s mut String,
    ) -> Option<Value<'s>>
    where
        'c: 's,
    {
        match grouped {
            Grouped::Slot { slot, within } => self.slot(slot, *within, attempt),
            Grouped::InPeriod { periods, key } => self.in_period(periods, *key),
            Grouped::NthInGroup { first, group } => {
                let member = group.member(&self.walk, self.table, self.row)?;
                first.checked_add(i64::try_from(member.nth).ok()?).map(Value::Int)
            }
            Grouped::OfGroup { group, maker } => {
                let mut common = self.beside(self.table);
                common.set_row(self.number_of(group, attempt)?);
                common.made(maker, attempt, scratch)
            }
            Grouped::Digit(digit) => self.digit(digit),
            Grouped::Area(area) => Some(area.of_row(self.row)),
        }
    }
}

impl RowCells<'_> {
    /// The number of the row's group.
    fn number_of(&self, group: &Group, attempt: Attempt) -> Option<u64> {
        match group {
            Group::Referring(relation) => self.parent(*relation, attempt),
            group => group.number(&self.walk, self.table, self.row),
        }
    }

    /// A part of the row's slot.
    fn slot(&self, slot: &Slot, within: Option<(usize, usize)>, attempt: Attempt) -> Option<Value<'static>> {
        if let Some((relation, column)) = within {
            return self.slot_within(slot, relation, column, attempt);
        }
        let member = slot.group.member(&self.walk, self.table, self.row)?;
        let born = match slot.group {
            Group::Owner => self.birth_of_owner(member.group),
            _ => None,
        };
        let window = slot.window(member, self.cells.until, born);
        slot.value(self.row, member, window, attempt.number)
    }

    fn birth_of_owner(&self, owner: u64) -> Option<i64> {
        let of_table = self.cells.related.tables.get(self.table)?;
        let (owning, _) = of_table.run.as_ref()?;
        let parent = of_table.relations.get(*owning)?.parent?;
        self.walk.born(parent, owner)
    }

    /// A part of the range that the referenced row has.
    fn slot_within(&self, slot: &Slot, relation: usize, column: usize, attempt: Attempt) -> Option<Value<'static>> {
        let parent = self.parent(relation, attempt)?;
        let related = self.cells.related.tables.get(self.table)?;
        let mut above = self.beside(related.relations.get(relation)?.parent?);
        above.set_row(parent);
        let mut scratch = String::new();
        let whole = above.value(column, &mut scratch).into_owned();
        let Value::Range(range) = &whole else {
            return Some(whole);
        };
        let Range::Between {
            lower: Some((lower, true)),
            upper: Some((upper, false)),
        } = range.as_ref()
        else {
            return Some(whole);
        };
        let (Some(low), Some(high)) = (slot.grid.unit.locate(lower), slot.grid.unit.locate(upper)) else {
            return Some(whole);
        };
        let only = Member {
            group: 0,
            nth: 0,
            of: 1,
        };
        slot.value(self.row, only, (low.floor, high.floor), attempt.number)
            .or(Some(whole))
    }

    /// A time in the row's period.
    fn in_period(&self, periods: &Periods, key: RngKey) -> Option<Value<'static>> {
        let place = if periods.in_run {
            self.walk.position(self.table, self.row)?.nth
        } else {
            self.row
        };
        periods.value(self.row, place, key)
    }

    /// A digit of the row's place in a product.
    fn digit(&self, digit: &Digit) -> Option<Value<'static>> {
        let (mut key, mut place) = (digit.key, self.row);
        if digit.in_run {
            let position = self.walk.position(self.table, self.row)?;
            (key, place) = (key.nth(position.parent), position.nth);
        }
        let at = WidePermutation::new(key, digit.product).at(u128::from(place))?;
        let own = at.checked_div(digit.before)?.checked_rem(digit.values.capacity())?;
        digit.values.value(own)
    }
}
