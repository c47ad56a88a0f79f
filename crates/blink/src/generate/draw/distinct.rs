//! Values that no other row of the table gets.

use std::ops::RangeBounds;

use super::{Draw, PAIR, PICK, UNIQUE};
use crate::error::unwind::fail_draw;
use crate::generate::domain::{Domain, Integer};
use crate::generate::indexed::Indexed;
use crate::generate::permutation::Permutation;
use crate::generate::random::RngKey;
use crate::human::counted;
use crate::rows::store::Handle;

impl<'s> Draw<'s> {
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
        let number = self.distinct(self.scope.key.nth(PICK), population.size());
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
        let key = self.scope.key.nth(UNIQUE).nth(domain.start);
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

    fn distinct_pair(&mut self, firsts: u64, seconds: u64) -> u64 {
        let Some(pairs) = firsts.checked_mul(seconds) else {
            fail_draw(
                format!("{firsts} times {seconds} pairs exceed 2^64"),
                "draw from fewer of them, by `unique` and `get`",
            );
        };
        self.distinct(self.scope.key.nth(PAIR), pairs)
    }

    /// Returns this row's number in a permutation of the numbers below `size`.
    fn distinct(&mut self, key: RngKey, size: u64) -> u64 {
        let rows = self.scope.len.unwrap_or(self.index + 1);
        let key = key.nth(size);
        let nth = self.domains.iter().filter(|drawn| **drawn == key).count();
        self.domains.push(key);
        let number = Permutation::new(key.nth(nth as u64), size).at(self.index);
        number.filter(|_| rows <= size).unwrap_or_else(|| {
            fail_draw(
                format!(
                    "{} for {}, and none can be used twice",
                    counted(size, "value"),
                    counted(rows, "row")
                ),
                "draw from more values, or generate fewer rows",
            )
        })
    }
}
