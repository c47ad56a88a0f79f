//! What the function of a row draws from.

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
use crate::rows::store::{Handle, Readable, Store};

/// What [`Key::derive`] tells apart.
pub(super) const FANOUT: u64 = 1;
const UNIQUE: u64 = 2;
const PAIR: u64 = 3;
const PICK: u64 = 4;

/// What all rows of a table, or of a factory, have in common.
#[derive(Clone, Copy)]
pub(crate) struct DrawScope<'s> {
    pub(crate) key: Key,
    /// What earlier steps left; nothing where a factory builds for itself.
    pub(crate) store: Option<&'s Store>,
    /// How many rows there are; a factory's have no end.
    pub(crate) len: Option<u64>,
}

/// What the function of a row draws from: the row's number, its random numbers, and everything that earlier steps left.
///
/// A row depends on the seed of the run, its table and its number alone. So the function must be pure: it must read
/// neither a clock nor a counter nor any other source of random numbers, or a row that is made again is another.
///
/// What a method cannot do, such as to pick from an empty table, ends the run with an [`Error`](crate::Error) that names
/// the table and the row. Where no earlier context or kept row is read, the plan makes the first row to find that out
/// before anything is copied.
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
/// let mut seed = Seeder::new();
/// let users = seed.add_table(Table::generate(10_000, |draw| User {
///     id: draw.number(),
///     email: format!("user{}@example.com", draw.number()),
///     plan: draw.weighted([("free", 0.9), ("pro", 0.1)]),
///     invited_by: draw.maybe(0.2, 1),
/// }));
/// seed.add_table(Table::generate(100_000, move |draw| Post {
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

    /// The row's number among its parent's children, from 1; the same as [`number`](Self::number) where there are no
    /// parents. With the parent's key it makes a composite key.
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
    /// # let mut seed = Seeder::new();
    /// # let orders = seed.add_table(Table::generate(10, |draw| Order { id: draw.number() }));
    /// seed.add_table(Table::per_parent(orders, 1..=5, |draw, order| Line { order_id: order.id, line: draw.nth() }));
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

    /// What an earlier step left, for as long as the row is being made. `draw[handle]` is the same for as long as nothing
    /// is drawn.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64, plan: &'static str }
    /// # let mut seed = Seeder::new();
    /// let plans = seed.add_context(|_| vec!["free", "pro"]);
    /// seed.add_table(Table::generate(1_000, move |draw| {
    ///     let plans = draw.read(plans);
    ///     User { id: draw.number(), plan: plans[draw.index() as usize % plans.len()] }
    /// }));
    /// ```
    #[track_caller]
    pub fn read<T: Readable>(&self, handle: Handle<T>) -> &'s T {
        match self.scope.store {
            Some(store) => store.get(handle),
            None => fail_draw(
                "a factory that builds for itself has no earlier steps to read",
                "give it what it needs, or build it within a table's function by `factory.draw(draw)`",
            ),
        }
    }

    /// How many rows or values an earlier step has.
    pub fn len<P: Indexed>(&self, population: Handle<P>) -> u64 {
        self.read(population).size()
    }

    /// One of an earlier step's rows or values, by its number from 0. A generated row is made again.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// # let mut seed = Seeder::new();
    /// # let users = seed.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// seed.add_table(Table::generate(5_000, move |draw| Post {
    ///     id: draw.number(),
    ///     // All users in turn.
    ///     user_id: draw.get(users, draw.index() % draw.len(users)).id,
    /// }));
    /// ```
    pub fn get<P: Indexed>(&self, population: Handle<P>, index: u64) -> P::Item<'s> {
        let population = self.read(population);
        if index >= population.size() {
            fail_draw(
                format!("number {index} was asked for, but there are {}", population.size()),
                "ask for a number from 0 below `draw.len(handle)`",
            );
        }
        population.item(index)
    }

    /// One of an earlier step's rows or values at random, each as often as any other. A generated row is made again.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// # let mut seed = Seeder::new();
    /// # let users = seed.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// seed.add_table(Table::generate(5_000, move |draw| Post { id: draw.number(), user_id: draw.pick(users).id }));
    /// ```
    pub fn pick<P: Indexed>(&mut self, population: Handle<P>) -> P::Item<'s> {
        let (population, size) = self.non_empty(population);
        population.item(bounded(self.rng.next(), size))
    }

    /// One of an earlier step's rows or values by Zipf's law: number 0 is the most popular, and number n is taken as often
    /// as it, divided by n + 1 to the power of `exponent`. An exponent of 0 takes all alike, 1 is what is found in words and
    /// cities.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// # let mut seed = Seeder::new();
    /// # let users = seed.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// seed.add_table(Table::generate(5_000, move |draw| Post { id: draw.number(), user_id: draw.zipf(users, 1.0).id }));
    /// ```
    pub fn zipf<P: Indexed>(&mut self, population: Handle<P>, exponent: f64) -> P::Item<'s> {
        if !(exponent >= 0.0 && exponent.is_finite()) {
            fail_draw(
                format!("{exponent} is no exponent"),
                "give a number from 0 on, such as 1.0",
            );
        }
        let (population, size) = self.non_empty(population);
        population.item(zipf::rank(size, exponent, &mut self.rng))
    }

    /// One of an earlier step's rows or values, of parts of different weights: each part is given by its share of them all, in their order, and how
    /// often it is taken. Neither need add up to 1.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// # let mut seed = Seeder::new();
    /// # let users = seed.add_table(Table::generate(10, |draw| User { id: draw.number() }));
    /// seed.add_table(Table::generate(1_000, move |draw| Post {
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

    /// Another one of an earlier step's rows or values for each row of this table: no two rows get the same. Fewer than this
    /// table has rows are a mistake that the plan finds.
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
    /// # let mut seed = Seeder::new();
    /// # let users = seed.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// seed.add_table(Table::generate(600, move |draw| Profile { user_id: draw.pick_unique(users).id }));
    /// ```
    pub fn pick_unique<P: Indexed>(&mut self, population: Handle<P>) -> P::Item<'s> {
        let population = self.read(population);
        let number = self.distinct(self.scope.key.derive(PICK), population.size());
        population.item(number)
    }

    /// A number that no other row of this table gets from the same range: its numbers in an order that looks random, by
    /// which each has a place of its own. Nothing is remembered and nothing tried twice.
    ///
    /// A range with fewer numbers than the table has rows is a mistake that the plan finds. Several in one row are
    /// independent, also of the same range; of these each row must draw the same ones, so draw no such number only in
    /// some rows.
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

    /// Two rows or values, one of each: no two rows of this table get the same two. For tables that join two others.
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
    /// # let mut seed = Seeder::new();
    /// # let users = seed.add_table(Table::generate(10, |draw| User { id: draw.number() }));
    /// # let posts = seed.add_table(Table::generate(10, |draw| Post { id: draw.number() }));
    /// seed.add_table(Table::generate(100, move |draw| {
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

    /// Two different ones of the same step, first one and then the other: no two rows of this table get the same two in the
    /// same order. For who follows whom.
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
    /// # let mut seed = Seeder::new();
    /// # let users = seed.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// seed.add_table(Table::generate(50_000, move |draw| {
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

    /// One of these values, each as often as its weight's part of all. Weights need not add up to 1.
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
            .unwrap_or_else(|| fail_draw("there is no value to choose", "give at least one"))
    }

    /// One of these values in turn: the first row gets the first, and after the last comes the first again.
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
        value.unwrap_or_else(|| fail_draw("there is no value to take in turn", "give at least one"))
    }

    /// True with this probability, from 0 (never) to 1 (always).
    ///
    /// ```
    /// # use blink::Factory;
    /// let admin = Factory::new(|draw| draw.chance(0.01));
    /// # admin.build();
    /// ```
    pub fn chance(&mut self, probability: f64) -> bool {
        if !(0.0..=1.0).contains(&probability) {
            fail_draw(format!("{probability} is no probability"), "give a number from 0 to 1");
        }
        fraction(self.rng.next()) < probability
    }

    /// This value with this probability, and otherwise None, which is NULL. Where making the value draws,
    /// [`maybe_with`](Self::maybe_with) does.
    ///
    /// ```
    /// # use blink::Factory;
    /// let coupon = Factory::new(|draw| draw.maybe(0.2, "WELCOME"));
    /// # coupon.build();
    /// ```
    pub fn maybe<T>(&mut self, probability: f64, value: T) -> Option<T> {
        self.chance(probability).then_some(value)
    }

    /// What the function draws with this probability, and otherwise None, which is NULL.
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

    /// A time from `first` to `last`, with both: a time stamp to the microsecond, a date, a time of day, or an integer, of
    /// any type that PostgreSQL's can be written from and read into.
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
            fail_draw("the first of two times is the later one", "give the earlier one first");
        }
        temporal::from_number(ty, self.number_between(first, last))
    }

    /// A later time, by up to thirty days: for a child that is younger than its parent. A time of day is one later on the
    /// same day.
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
    /// # let mut seed = Seeder::new();
    /// # let users = seed.add_table(Table::generate(10, |draw| User { id: draw.number(), joined_at: Utc::now() }));
    /// seed.add_table(Table::per_parent(users, 0..=10, |draw, user| Post {
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

    /// A later time, by up to so much: by a microsecond at least, or by a day where it is a date.
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
                "there is no later time so soon",
                "give a microsecond at least, or a day for a date",
            );
        }
        self.draw_later(ty, scale, &time, most)
    }

    fn draw_later<T: SampleBetween>(&mut self, ty: &postgres_types::Type, scale: Unit, time: &T, most: i64) -> T {
        let time = temporal::to_number(ty, time);
        let last = scale.last_until(time.saturating_add(most));
        if last <= time {
            fail_draw("there is no later time", "give an earlier one");
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
                "let it have some",
            );
        }
        (population, size)
    }

    fn distinct_pair(&mut self, firsts: u64, seconds: u64) -> u64 {
        let Some(pairs) = firsts.checked_mul(seconds) else {
            fail_draw(
                format!("{firsts} times {seconds} pairs are more than 2^64"),
                "draw from fewer of them, by `unique` and `get`",
            );
        };
        self.distinct(self.scope.key.derive(PAIR), pairs)
    }

    /// This row's place in an order of the numbers below `size`.
    fn distinct(&mut self, key: Key, size: u64) -> u64 {
        let rows = self.scope.len.unwrap_or(self.index + 1);
        if size < rows {
            fail_draw(
                format!("{rows} rows cannot each have another one of {size} values"),
                "draw from more of them, or make fewer rows",
            );
        }
        let key = key.derive(size);
        let nth = self.domains.iter().filter(|drawn| **drawn == key).count();
        self.domains.push(key);
        Permutation::new(key.derive(nth as u64), size).at(self.index)
    }
}

/// A number from 1 of one from 0; a table has at most `i64::MAX` rows.
#[inline]
#[expect(clippy::cast_possible_wrap, reason = "at most i64::MAX")]
fn one_based(index: u64) -> i64 {
    (index + 1) as i64
}

/// A choice by weight.
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
    // What rounding leaves.
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
