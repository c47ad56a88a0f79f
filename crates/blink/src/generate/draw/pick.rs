//! Rows and values of earlier steps, picked at random.

use super::Draw;
use super::choice::{choose, weights_sum};
use crate::error::unwind::fail_draw;
use crate::generate::indexed::Indexed;
use crate::generate::random::bounded;
use crate::generate::zipf;
use crate::rows::store::Handle;

impl<'s> Draw<'s> {
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
                format!("{exponent} is no exponent"),
                "give a number from 0 on, such as 1.0",
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
                "let it have some",
            );
        }
        (population, size)
    }
}

/// The number at which the first parts of `size` numbers end; the shares add up to `all`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a part of the size; `as` ends at the largest"
)]
fn end_of(parts: usize, shares: &[f64], all: f64, size: u64) -> u64 {
    if parts == shares.len() {
        return size;
    }
    let share = shares.iter().take(parts).sum::<f64>() / all;
    ((share * size as f64) as u64).min(size)
}
