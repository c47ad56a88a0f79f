//! What a row can draw another row or value from.

use std::sync::Arc;

use super::Generated;
use crate::rows::store::Readable;

/// Values with numbers, of which [`Draw::pick`](super::Draw::pick) and its like take one: generated rows, which are made
/// again, and what is held anyway, a `Vec`, an array or a slice in a context, or the rows that a table kept.
#[diagnostic::on_unimplemented(
    message = "nothing can be picked from `{Self}`",
    label = "this step leaves no numbered values",
    note = "rows of `Table::generate` and `Table::per_parent` can be picked, and a `Vec`, an array or a slice: a context's, or what a table keeps with `.keep(|row| row.id)` or `.keep_rows()`"
)]
pub trait Indexed: Readable {
    /// What is taken: a row that is made again, or a reference.
    type Item<'s>;

    /// How many there are.
    fn size(&self) -> u64;

    /// One of them, by its number from 0 below `size`.
    fn item(&self, index: u64) -> Self::Item<'_>;
}

impl<T: 'static> Indexed for Generated<T> {
    type Item<'s> = T;

    fn size(&self) -> u64 {
        self.len()
    }

    #[inline]
    fn item(&self, index: u64) -> T {
        self.regenerate(index)
    }
}

macro_rules! held {
    ($($type:ty [$($generics:tt)*]),+) => {$(
        impl<T: Send + Sync + 'static $($generics)*> Indexed for $type {
            type Item<'s> = &'s T;

            fn size(&self) -> u64 {
                self.len() as u64
            }

            fn item(&self, index: u64) -> &T {
                // Below the length, which is a usize.
                &self[usize::try_from(index).unwrap_or(usize::MAX)]
            }
        }
    )+};
}

held!(Vec<T> [], Box<[T]> [], Arc<[T]> [], &'static [T] [], [T; N] [, const N: usize]);
