//! Collections from which a row can pick another row or value.

use std::sync::Arc;

use crate::rows::store::Readable;

/// Numbered values, from which [`Draw::pick`](super::Draw::pick) and similar methods take one. They are generated rows,
/// which are made again, or values in memory: a `Vec`, an array or a slice in a context, or the rows that a table kept.
#[diagnostic::on_unimplemented(
    message = "nothing can be picked from `{Self}`",
    label = "this step has no indexed values",
    note = "can be picked from: rows of `Table::generate` and `Table::per_parent`, and a `Vec`, an array or a slice of a context or kept by a table with `.keep(|row| row.id)` or `.keep_rows()`"
)]
pub trait Indexed: Readable {
    /// The type that is returned: a row that is made again, or a reference.
    type Item<'s>;

    /// The number of values.
    fn size(&self) -> u64;

    /// The value with this number, from 0 and below `size`.
    fn item(&self, index: u64) -> Self::Item<'_>;
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
