//! Picks of parents that survive growth.

use super::Draw;
use crate::error::unwind::fail_draw;
use crate::generate::earlier::EarlierParents;
use crate::generate::indexed::Indexed;
use crate::generate::random::bounded;
use crate::rows::store::Handle;

impl<'s> Draw<'s> {
    /// Picks a row or value of an earlier step that is there already when this row comes, if both tables grow at the
    /// same pace: one of the first ⌈[`number`](Self::number) × `ratio`⌉, each with the same probability. The ratio is
    /// the number of parents for each row of this table.
    ///
    /// Since the ratio is a constant of yours, and not taken from the tables' sizes, more rows on either side leave the
    /// rows that were there as they were; with [`pick`](Self::pick) more parents change every row.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// # #[derive(Debug, PartialEq, ToRow)]
    /// # #[blink(table = "posts")]
    /// # struct Post { id: i64, user_id: i64 }
    /// let posts_of = |size| {
    ///     let mut seeder = Seeder::new();
    ///     let users = seeder.add_table(Table::generate(size, |draw| User { id: draw.number() }));
    ///     let posts = seeder.add_table(Table::generate(10 * size, move |draw| Post {
    ///         id: draw.number(),
    ///         user_id: draw.pick_earlier(users, 0.1).id,
    ///     }));
    ///     Ok::<_, blink::Error>(seeder.preview()?[posts].iter().take(1_000).collect::<Vec<_>>())
    /// };
    /// assert_eq!(posts_of(100)?, posts_of(10_000)?);
    /// # Ok::<_, blink::Error>(())
    /// ```
    ///
    /// The number of children is uneven, as with things that have been there for long: of `n` parents, number `j` gets
    /// about ln(n ÷ j) ÷ `ratio`. So the first fifth of the parents get half of the rows, the last half get 15 %, and
    /// the last few none.
    ///
    /// Where there are fewer parents than that, it is one of all that there are, and more parents do change these rows:
    /// use a ratio of at most parents ÷ rows. With a smaller one the last parents get no rows. [`EarlierParents`] does the
    /// same without a run.
    pub fn pick_earlier<P: Indexed>(&mut self, parents: Handle<P>, ratio: f64) -> P::Item<'s> {
        let Some(earlier) = EarlierParents::new(ratio) else {
            fail_draw(
                format!("{ratio} is not a valid ratio"),
                "use the number of parents for each row of this table, such as 0.1 for one of ten",
            );
        };
        let (parents, size) = self.non_empty(parents);
        parents.item(bounded(self.rng.next(), earlier.among(self.index, size)))
    }
}
