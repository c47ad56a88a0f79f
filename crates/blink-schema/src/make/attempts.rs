//! Attempts to make columns so that conditions hold.

use std::cell::Cell;

/// An attempt to make the columns of a group so that its conditions hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Attempt {
    pub(super) group: Option<usize>,
    pub(super) number: u64,
}

/// The times that the columns of a condition are made anew until it holds.
pub(super) const GROUP_ATTEMPTS: u64 = 128;

/// The attempts in which the conditions of a row's groups hold.
#[derive(Debug)]
pub(super) struct Attempts {
    groups: Vec<Cell<Known>>,
    /// The number of groups that are being tried.
    open: Cell<usize>,
    /// True if the attempt of such a group was asked for: what depends on it is not known yet.
    is_open_needed: Cell<bool>,
}

/// The state of the search for the attempt of a group.
#[derive(Clone, Copy, Debug)]
enum Known {
    Nothing,
    /// This attempt is being made.
    Trying(u64),
    Found(u64),
}

impl Attempts {
    pub(super) fn of(groups: usize) -> Self {
        Self {
            groups: vec![Cell::new(Known::Nothing); groups],
            open: Cell::new(0),
            is_open_needed: Cell::new(false),
        }
    }

    /// Forgets all, for another row.
    pub(super) fn forget(&mut self) {
        for group in &mut self.groups {
            group.set(Known::Nothing);
        }
    }

    /// Runs a function. Returns true with what it returns if that holds for the row, and not for an attempt alone that is
    /// being made.
    pub(super) fn observed<T>(&self, function: impl FnOnce() -> T) -> (T, bool) {
        let before = self.is_open_needed.replace(false);
        let value = function();
        let is_of_row = self.open.get() == 0 || !self.is_open_needed.get();
        let needed = before || self.is_open_needed.get();
        self.is_open_needed.set(needed && self.open.get() > 0);
        (value, is_of_row)
    }

    /// The attempt of a group: the first that holds. A cell that is needed to say so may itself need the group's attempt;
    /// then it is that which is being made.
    pub(super) fn first(&self, group: usize, holds: impl Fn(u64) -> bool) -> u64 {
        let Some(known) = self.groups.get(group) else {
            return 0;
        };
        match known.get() {
            Known::Found(number) => return number,
            Known::Trying(number) => {
                self.is_open_needed.set(true);
                return number;
            }
            Known::Nothing => {}
        }
        let (found, is_of_row) = self.observed(|| {
            self.open.set(self.open.get().saturating_add(1));
            let is_met = |number: &u64| {
                known.set(Known::Trying(*number));
                holds(*number)
            };
            let found = (0..GROUP_ATTEMPTS).find(is_met).unwrap_or(0);
            self.open.set(self.open.get().saturating_sub(1));
            found
        });
        known.set(if is_of_row { Known::Found(found) } else { Known::Nothing });
        found
    }
}
