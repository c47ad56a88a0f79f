//! The argument of a row's function.

mod choice;
mod distinct;
mod earlier;
mod time;
mod weights;

use std::fmt;
use std::ops::Index;

use weights::{choose, weights_sum};

use super::indexed::Indexed;
use super::random::{RngKey, RowRng, bounded};
use super::zipf;
use crate::error::unwind::fail_draw;
use crate::rows::store::{Handle, Readable, Store};

/// The uses that [`RngKey::nth`] separates.
pub(super) const FANOUT: u64 = 1;
const UNIQUE: u64 = 2;
const PAIR: u64 = 3;
const PICK: u64 = 4;

/// The part of a [`Draw`] that all rows of a table, or of a factory, share.
#[derive(Clone, Copy)]
pub(crate) struct DrawScope<'s> {
    pub(crate) key: RngKey,
    /// The values of earlier steps; None if a factory builds outside a run.
    pub(crate) store: Option<&'s Store>,
    /// The number of rows; None for a factory, which has no end.
    pub(crate) len: Option<u64>,
}

/// The argument of a row's function: the row's number, its random numbers, and the values of earlier steps.
///
/// A row depends only on the seed of the run, its table and its number. So the function must be pure: if it read a
/// clock, a counter or another source of random numbers, a row that is made again would differ.
///
/// A method that cannot do its work, such as picking from an empty table, ends the run with an [`Error`](crate::Error)
/// that names the table and the row. If the function reads no earlier context or kept row, the plan makes the first
/// row, and so finds such an error before anything is copied.
///
/// ```
/// use blink::{Seeder, Table, ToRow};
///
/// #[derive(ToRow)]
/// #[blink(table = "users")]
/// struct User { id: i64, email: String, plan: &'static str, invited_by: Option<i64> }
///
/// #[derive(ToRow)]
/// #[blink(table = "posts")]
/// struct Post { id: i64, user_id: i64, slug: String }
///
/// let mut seeder = Seeder::new();
/// let users = seeder.add_table(Table::generate(10_000, |draw| User {
///     id: draw.number(),
///     email: format!("user{}@example.com", draw.number()),
///     plan: draw.weighted([("free", 0.9), ("pro", 0.1)]),
///     invited_by: draw.maybe(0.2, 1),
/// }));
/// seeder.add_table(Table::generate(100_000, move |draw| Post {
///     id: draw.number(),
///     user_id: draw.zipf(users, 1.0).id,
///     slug: format!("post-{:06}", draw.unique(0..1_000_000)),
/// }));
/// ```
pub struct Draw<'s> {
    scope: DrawScope<'s>,
    index: u64,
    nth: u64,
    rng: RowRng,
    /// The domains that distinct values were taken from.
    domains: Vec<RngKey>,
}

impl<'s> Draw<'s> {
    #[inline]
    pub(crate) fn new(scope: DrawScope<'s>, index: u64, nth: u64) -> Self {
        Self {
            scope,
            index,
            nth,
            rng: scope.key.rng(index, 0),
            domains: Vec::new(),
        }
    }

    /// The row's number in its table, from 0: a place in a list.
    #[inline]
    pub fn index(&self) -> u64 {
        self.index
    }

    /// The row's number in its table, from 1: a key for a column of integers. Errors name the row by it.
    #[inline]
    pub fn number(&self) -> i64 {
        one_based(self.index)
    }

    /// The row's number among its parent's children, from 1; the same as [`number`](Self::number) if the table has no
    /// parents. Together with the parent's key it is a composite key.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "orders")]
    /// # struct Order { id: i64 }
    /// #[derive(ToRow)]
    /// #[blink(table = "order_lines")]
    /// struct Line { order_id: i64, line: i64 }
    ///
    /// # let mut seeder = Seeder::new();
    /// # let orders = seeder.add_table(Table::generate(10, |draw| Order { id: draw.number() }));
    /// seeder.add_table(Table::per_parent(orders, 1..=5, |draw, order| Line { order_id: order.id, line: draw.nth() }));
    /// ```
    #[inline]
    pub fn nth(&self) -> i64 {
        one_based(self.nth)
    }

    /// The row's random numbers, from which anything of the crates `rand` and `fake` draws.
    ///
    /// ```
    /// use blink::Factory;
    /// use rand::RngExt as _;
    ///
    /// let price = Factory::new(|draw| draw.rng().random_range(100..10_000));
    /// # price.build();
    /// ```
    #[inline]
    pub fn rng(&mut self) -> &mut RowRng {
        &mut self.rng
    }

    /// The value of an earlier step, borrowed for as long as the row is being made. `draw[handle]` is the same value,
    /// but borrowed only until the next draw.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64, plan: &'static str }
    /// # let mut seeder = Seeder::new();
    /// let plans = seeder.add_context(|_| vec!["free", "pro"]);
    /// seeder.add_table(Table::generate(1_000, move |draw| {
    ///     let plans = draw.read(plans);
    ///     User { id: draw.number(), plan: plans[draw.index() as usize % plans.len()] }
    /// }));
    /// ```
    #[track_caller]
    pub fn read<T: Readable>(&self, handle: Handle<T>) -> &'s T {
        match self.scope.store {
            Some(store) => store.get(handle),
            None => fail_draw(
                "outside a run, a factory has no earlier steps to read",
                "pass it what it needs, or call `factory.draw(draw)` in a table's function",
            ),
        }
    }

    /// The number of an earlier step's rows or values.
    pub fn len<P: Indexed>(&self, population: Handle<P>) -> u64 {
        self.read(population).size()
    }

    /// Returns an earlier step's row or value, by its number from 0. A generated row is made again.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// # let mut seeder = Seeder::new();
    /// # let users = seeder.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// seeder.add_table(Table::generate(5_000, move |draw| Post {
    ///     id: draw.number(),
    ///     // All users in turn.
    ///     user_id: draw.get(users, draw.index() % draw.len(users)).id,
    /// }));
    /// ```
    pub fn get<P: Indexed>(&self, population: Handle<P>, index: u64) -> P::Item<'s> {
        let population = self.read(population);
        if index >= population.size() {
            fail_draw(
                format!("index {index} is out of range: the size is {}", population.size()),
                "use an index below `draw.len(handle)`",
            );
        }
        population.item(index)
    }

    /// Picks an earlier step's row or value at random, each with the same probability. A generated row is made again.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// # let mut seeder = Seeder::new();
    /// # let users = seeder.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// seeder.add_table(Table::generate(5_000, move |draw| Post { id: draw.number(), user_id: draw.pick(users).id }));
    /// ```
    pub fn pick<P: Indexed>(&mut self, population: Handle<P>) -> P::Item<'s> {
        let (population, size) = self.non_empty(population);
        population.item(bounded(self.rng.next(), size))
    }

    /// Picks an earlier step's row or value by Zipf's law: number 0 is the most popular, and the frequency of number n
    /// is that of number 0, divided by n + 1 to the power of `exponent`. With an exponent of 0 all are equally
    /// frequent; words and cities have an exponent of 1.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// # let mut seeder = Seeder::new();
    /// # let users = seeder.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// seeder.add_table(Table::generate(5_000, move |draw| Post { id: draw.number(), user_id: draw.zipf(users, 1.0).id }));
    /// ```
    pub fn zipf<P: Indexed>(&mut self, population: Handle<P>, exponent: f64) -> P::Item<'s> {
        if !(exponent >= 0.0 && exponent.is_finite()) {
            fail_draw(
                format!("{exponent} is not a valid exponent"),
                "use a number of 0 or more, such as 1.0",
            );
        }
        let (population, size) = self.non_empty(population);
        population.item(zipf::rank(size, exponent, &mut self.rng))
    }

    /// Picks an earlier step's row or value, from consecutive parts of different weights. Each part is `(share of the
    /// rows, weight)`. Neither the shares nor the weights need add up to 1.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// # let mut seeder = Seeder::new();
    /// # let users = seeder.add_table(Table::generate(10, |draw| User { id: draw.number() }));
    /// seeder.add_table(Table::generate(1_000, move |draw| Post {
    ///     id: draw.number(),
    ///     // The first fifth of the users write four fifths of the posts.
    ///     user_id: draw.pick_weighted(users, [(0.2, 0.8), (0.8, 0.2)]).id,
    /// }));
    /// ```
    pub fn pick_weighted<P: Indexed, const N: usize>(
        &mut self,
        population: Handle<P>,
        parts: [(f64, f64); N],
    ) -> P::Item<'s> {
        let (population, size) = self.non_empty(population);
        let part = choose(parts.iter().map(|(_, weight)| *weight), self.rng.next());
        let shares = parts.map(|(share, _)| share);
        let all = weights_sum(&shares.iter().copied());
        // A part that is too small for even one takes the next.
        let start = end_of(part, &shares, all, size).min(size - 1);
        let length = end_of(part + 1, &shares, all, size).saturating_sub(start).max(1);
        population.item(start + bounded(self.rng.next(), length))
    }

    #[track_caller]
    fn non_empty<P: Indexed>(&self, population: Handle<P>) -> (&'s P, u64) {
        let population = self.read(population);
        let size = population.size();
        if size == 0 {
            fail_draw(
                "there is nothing to pick from: the earlier step has no rows",
                "give it at least one row",
            );
        }
        (population, size)
    }
}

/// Converts a number from 0 to one from 1; a table has at most `i64::MAX` rows.
#[inline]
#[expect(clippy::cast_possible_wrap, reason = "at most i64::MAX")]
fn one_based(index: u64) -> i64 {
    (index + 1) as i64
}

/// The number at which the first parts of `size` numbers end; the shares add up to `all`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of the size; `as` saturates"
)]
fn end_of(parts: usize, shares: &[f64], all: f64, size: u64) -> u64 {
    if parts == shares.len() {
        return size;
    }
    let share = shares.iter().take(parts).sum::<f64>() / all;
    ((share * size as f64) as u64).min(size)
}

impl<T: Readable> Index<Handle<T>> for Draw<'_> {
    type Output = T;

    #[track_caller]
    fn index(&self, handle: Handle<T>) -> &T {
        self.read(handle)
    }
}

impl fmt::Debug for Draw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draw")
            .field("index", &self.index)
            .finish_non_exhaustive()
    }
}
