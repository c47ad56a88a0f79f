//! The argument of a row's function.

use std::fmt;
use std::ops::{Index, RangeBounds};
use std::time::Duration;

use super::domain::{Domain, Integer};
use super::fanout::total_weight;
use super::indexed::Indexed;
use super::permutation::Permutation;
use super::random::{Key, RowRng, bounded, fraction};
use super::temporal::{self, SampleBetween, Unit};
use super::zipf;
use crate::error::unwind::fail_draw;
use crate::human::counted;
use crate::rows::store::{Handle, Readable, Store};

/// The uses that [`Key::derive`] separates.
pub(super) const FANOUT: u64 = 1;
const UNIQUE: u64 = 2;
const PAIR: u64 = 3;
const PICK: u64 = 4;

/// The part of a [`Draw`] that all rows of a table, or of a factory, share.
#[derive(Clone, Copy)]
pub(crate) struct DrawScope<'s> {
    pub(crate) key: Key,
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
    domains: Vec<Key>,
}

impl<'s> Draw<'s> {
    #[inline]
    pub(crate) fn new(scope: DrawScope<'s>, index: u64, nth: u64) -> Self {
        Self {
            scope,
            index,
            nth,
            rng: scope.key.rng(index),
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
        let shares = parts.iter().map(|(share, _)| *share);
        let all = weights_sum(&shares);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a part of the size; `as` ends at the largest"
        )]
        let end = |parts: usize| {
            if parts == N {
                return size;
            }
            let share = shares.clone().take(parts).sum::<f64>() / all;
            ((share * size as f64) as u64).min(size)
        };
        // A part that is too small for even one takes the next.
        let start = end(part).min(size - 1);
        let length = end(part + 1).saturating_sub(start).max(1);
        population.item(start + bounded(self.rng.next(), length))
    }

    /// Picks an earlier step's row or value without repetition: no two rows of this table get the same one. The plan
    /// reports a table with more rows than values to pick from.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// #[derive(ToRow)]
    /// #[blink(table = "profiles")]
    /// struct Profile { user_id: i64 }
    ///
    /// # let mut seeder = Seeder::new();
    /// # let users = seeder.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// seeder.add_table(Table::generate(600, move |draw| Profile { user_id: draw.pick_unique(users).id }));
    /// ```
    pub fn pick_unique<P: Indexed>(&mut self, population: Handle<P>) -> P::Item<'s> {
        let population = self.read(population);
        let number = self.distinct(self.scope.key.derive(PICK), population.size());
        population.item(number)
    }

    /// Draws a number that no other row of this table gets from the same range. The range's numbers are put in an order
    /// that looks random, in which each row has its own position. So nothing is remembered, and nothing is tried twice.
    ///
    /// The plan reports a table with more rows than the range has numbers. Several draws in a row are independent, even
    /// from the same range, provided every row makes the same draws in the same order. Do not draw conditionally.
    ///
    /// ```
    /// use blink::Factory;
    ///
    /// let plate = Factory::new(|draw| format!("B-{:06}", draw.unique(0..1_000_000)));
    /// assert_ne!(plate.build(), plate.build());
    /// ```
    pub fn unique<T: Integer + PartialOrd>(&mut self, range: impl RangeBounds<T>) -> T {
        let domain = Domain::of(&range);
        let key = self.scope.key.derive(UNIQUE).derive(domain.start);
        domain.value(self.distinct(key, domain.size))
    }

    /// Picks a row or value of each of two steps, without repeating a pair in this table. For tables that join two
    /// others.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64 }
    /// #[derive(ToRow)]
    /// #[blink(table = "likes")]
    /// struct Like { user_id: i64, post_id: i64 }
    ///
    /// # let mut seeder = Seeder::new();
    /// # let users = seeder.add_table(Table::generate(10, |draw| User { id: draw.number() }));
    /// # let posts = seeder.add_table(Table::generate(10, |draw| Post { id: draw.number() }));
    /// seeder.add_table(Table::generate(100, move |draw| {
    ///     let (user, post) = draw.unique_pair(users, posts);
    ///     Like { user_id: user.id, post_id: post.id }
    /// }));
    /// ```
    pub fn unique_pair<A: Indexed, B: Indexed>(
        &mut self,
        first: Handle<A>,
        second: Handle<B>,
    ) -> (A::Item<'s>, B::Item<'s>) {
        let (first, second) = (self.read(first), self.read(second));
        let pair = self.distinct_pair(first.size(), second.size());
        let seconds = second.size();
        (first.item(pair / seconds), second.item(pair % seconds))
    }

    /// Picks two different rows or values of the same step, without repeating an ordered pair in this table. For
    /// followers, for example.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// #[derive(ToRow)]
    /// #[blink(table = "follows")]
    /// struct Follow { follower_id: i64, followed_id: i64 }
    ///
    /// # let mut seeder = Seeder::new();
    /// # let users = seeder.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// seeder.add_table(Table::generate(50_000, move |draw| {
    ///     let (follower, followed) = draw.unique_pair_within(users);
    ///     Follow { follower_id: follower.id, followed_id: followed.id }
    /// }));
    /// ```
    pub fn unique_pair_within<P: Indexed>(&mut self, population: Handle<P>) -> (P::Item<'s>, P::Item<'s>) {
        let population = self.read(population);
        let others = population.size().saturating_sub(1);
        let pair = self.distinct_pair(population.size(), others);
        let (one, other) = (pair / others, pair % others);
        (population.item(one), population.item(other + u64::from(other >= one)))
    }

    /// Picks one of these values by weight. Weights need not add up to 1.
    ///
    /// ```
    /// # use blink::Factory;
    /// let status = Factory::new(|draw| draw.weighted([("paid", 8.0), ("open", 1.5), ("cancelled", 0.5)]));
    /// # status.build();
    /// ```
    pub fn weighted<T, const N: usize>(&mut self, choices: [(T, f64); N]) -> T {
        let chosen = choose(choices.iter().map(|(_, weight)| *weight), self.rng.next());
        let mut values = choices.into_iter().map(|(value, _)| value);
        values
            .nth(chosen)
            .unwrap_or_else(|| fail_draw("there are no values to choose from", "give at least one"))
    }

    /// Takes these values in turn: the first row gets the first value, and after the last one the first follows again.
    ///
    /// ```
    /// # use blink::Factory;
    /// let role = Factory::new(|draw| draw.cycle(["admin", "author", "reader"]));
    /// assert_eq!(role.build_list(4), ["admin", "author", "reader", "admin"]);
    /// ```
    pub fn cycle<T, const N: usize>(&self, values: [T; N]) -> T {
        #[expect(clippy::cast_possible_truncation, reason = "below the length, which is a usize")]
        let place = self.index.checked_rem(N as u64).unwrap_or(0) as usize;
        let value = values.into_iter().nth(place);
        value.unwrap_or_else(|| fail_draw("there are no values to take in turn", "give at least one"))
    }

    /// Returns true with this probability, from 0 (never) to 1 (always).
    ///
    /// ```
    /// # use blink::Factory;
    /// let admin = Factory::new(|draw| draw.chance(0.01));
    /// # admin.build();
    /// ```
    pub fn chance(&mut self, probability: f64) -> bool {
        if !(0.0..=1.0).contains(&probability) {
            fail_draw(
                format!("{probability} is not a probability"),
                "use a number from 0 to 1",
            );
        }
        fraction(self.rng.next()) < probability
    }

    /// Returns this value with this probability, and otherwise None, which is NULL. If making the value draws, use
    /// [`maybe_with`](Self::maybe_with).
    ///
    /// ```
    /// # use blink::Factory;
    /// let coupon = Factory::new(|draw| draw.maybe(0.2, "WELCOME"));
    /// # coupon.build();
    /// ```
    pub fn maybe<T>(&mut self, probability: f64, value: T) -> Option<T> {
        self.chance(probability).then_some(value)
    }

    /// Returns the function's result with this probability, and otherwise None, which is NULL.
    ///
    /// ```
    /// use blink::Factory;
    ///
    /// let rating = Factory::new(|draw| draw.maybe_with(0.3, |draw| draw.weighted([(5, 0.6), (1, 0.4)])));
    /// # rating.build();
    /// ```
    pub fn maybe_with<T>(&mut self, probability: f64, draw: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.chance(probability).then(|| draw(self))
    }

    /// Draws a time from `first` to `last`, both included: a time stamp to the microsecond, a date, a time of day, or
    /// an integer, of any type that converts to and from PostgreSQL's.
    ///
    /// ```
    /// use blink::Factory;
    /// use chrono::NaiveDate;
    ///
    /// let born = Factory::new(|draw| {
    ///     draw.between(NaiveDate::from_ymd_opt(1940, 1, 1).unwrap(), NaiveDate::from_ymd_opt(2010, 12, 31).unwrap())
    /// });
    /// # born.build();
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "times are Copy")]
    pub fn between<T: SampleBetween>(&mut self, first: T, last: T) -> T {
        let (ty, _) = temporal::type_and_unit::<T>();
        let (first, last) = (temporal::to_number(ty, &first), temporal::to_number(ty, &last));
        if first > last {
            fail_draw(
                "the first of two times is later than the second",
                "give the earlier one first",
            );
        }
        temporal::from_number(ty, self.number_between(first, last))
    }

    /// Draws a later time, by up to thirty days: for a child that is younger than its parent. A time of day stays on
    /// the same day.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # use chrono::{DateTime, Utc};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64, joined_at: DateTime<Utc> }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64, written_at: DateTime<Utc> }
    /// # let mut seeder = Seeder::new();
    /// # let users = seeder.add_table(Table::generate(10, |draw| User { id: draw.number(), joined_at: Utc::now() }));
    /// seeder.add_table(Table::per_parent(users, 0..=10, |draw, user| Post {
    ///     id: draw.number(),
    ///     user_id: user.id,
    ///     written_at: draw.after(user.joined_at),
    /// }));
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "times are Copy")]
    pub fn after<T: SampleBetween>(&mut self, time: T) -> T {
        let (ty, scale) = temporal::type_and_unit::<T>();
        self.draw_later(ty, scale, &time, scale.thirty_days())
    }

    /// Draws a later time, by up to this duration: at least a microsecond later, or a day if it is a date.
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use blink::Factory;
    /// use chrono::{DateTime, Utc};
    ///
    /// let ordered: DateTime<Utc> = "2024-01-31T12:00:00Z".parse()?;
    /// let paid = Factory::new(move |draw| draw.after_within(ordered, Duration::from_secs(3_600)));
    /// assert!(paid.build() > ordered);
    /// # Ok::<_, chrono::ParseError>(())
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "times are Copy")]
    pub fn after_within<T: SampleBetween>(&mut self, time: T, most: Duration) -> T {
        let (ty, scale) = temporal::type_and_unit::<T>();
        let most = scale.of_micros(i64::try_from(most.as_micros()).unwrap_or(i64::MAX));
        if most == 0 {
            fail_draw(
                "the span is too short for a later time",
                "use at least a microsecond, or a day for a date",
            );
        }
        self.draw_later(ty, scale, &time, most)
    }

    fn draw_later<T: SampleBetween>(&mut self, ty: &postgres_types::Type, scale: Unit, time: &T, most: i64) -> T {
        let time = temporal::to_number(ty, time);
        let last = scale.last_until(time.saturating_add(most));
        if last <= time {
            fail_draw("there is no later time", "use an earlier one");
        }
        temporal::from_number(ty, self.number_between(time + 1, last))
    }

    fn number_between(&mut self, first: i64, last: i64) -> i64 {
        let numbers = last.abs_diff(first).saturating_add(1);
        first.wrapping_add_unsigned(bounded(self.rng.next(), numbers))
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

    fn distinct_pair(&mut self, firsts: u64, seconds: u64) -> u64 {
        let Some(pairs) = firsts.checked_mul(seconds) else {
            fail_draw(
                format!("{firsts} times {seconds} pairs exceed 2^64"),
                "draw from fewer of them, by `unique` and `get`",
            );
        };
        self.distinct(self.scope.key.derive(PAIR), pairs)
    }

    /// Returns this row's number in a permutation of the numbers below `size`.
    fn distinct(&mut self, key: Key, size: u64) -> u64 {
        let rows = self.scope.len.unwrap_or(self.index + 1);
        if size < rows {
            fail_draw(
                format!(
                    "{} for {}, and none can be used twice",
                    counted(size, "value"),
                    counted(rows, "row")
                ),
                "draw from more values, or generate fewer rows",
            );
        }
        let key = key.derive(size);
        let nth = self.domains.iter().filter(|drawn| **drawn == key).count();
        self.domains.push(key);
        Permutation::new(key.derive(nth as u64), size).at(self.index)
    }
}

/// Converts a number from 0 to one from 1; a table has at most `i64::MAX` rows.
#[inline]
#[expect(clippy::cast_possible_wrap, reason = "at most i64::MAX")]
fn one_based(index: u64) -> i64 {
    (index + 1) as i64
}

/// Chooses a position by weight.
fn choose(weights: impl Iterator<Item = f64> + Clone, random: u64) -> usize {
    let all = weights_sum(&weights);
    let at = fraction(random) * all;
    let mut before = 0.0;
    let mut last = 0;
    for (n, weight) in weights.enumerate() {
        if weight > 0.0 {
            before += weight;
            last = n;
            if at < before {
                return n;
            }
        }
    }
    // Rounding may leave a rest.
    last
}

fn weights_sum(weights: &(impl Iterator<Item = f64> + Clone)) -> f64 {
    total_weight(weights).unwrap_or_else(|wrong| fail_draw(wrong.message, wrong.help))
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
