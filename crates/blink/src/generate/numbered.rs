//! Rows by number that encode themselves.

use std::fmt;
use std::sync::Arc;

use bytes::BytesMut;

use super::checked_len;
use crate::encode::{Layout, RowEncoder, Scratch};
use crate::error::BoxError;
use crate::error::unwind::DrawError;
use crate::rows::block::{Refusal, add_rows};
use crate::rows::numbered::{NumberedRows, check_added};
use crate::rows::store::{Slot, Store};

/// The declaration of rows by number: with the values of earlier steps it becomes the rows.
#[derive(Clone)]
pub(crate) struct NumberedSpec(Arc<Prepare>);

type Prepare = dyn Fn(&Store) -> PreparedRows + Send + Sync;

/// The rows of a table, and the same as the value of its step.
pub(crate) struct PreparedRows {
    pub(crate) rows: Arc<dyn NumberedRows>,
    pub(crate) slot: Slot,
}

impl NumberedSpec {
    pub(crate) fn new<R: NumberedRows>(rows: impl Fn(&Store) -> Arc<R> + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |store| {
            let rows = rows(store);
            PreparedRows {
                slot: Arc::clone(&rows) as Slot,
                rows,
            }
        }))
    }

    pub(crate) fn prepare(&self, store: &Store) -> Result<PreparedRows, DrawError> {
        let prepared = (self.0)(store);
        checked_len(prepared.rows.rows())?;
        Ok(prepared)
    }
}

impl fmt::Debug for NumberedSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NumberedSpec")
    }
}

/// The reason why the first row cannot be sent. Of typed rows it is not known before the columns' types are.
pub(crate) struct FirstRowError {
    pub(crate) column: Option<String>,
    pub(crate) cause: BoxError,
}

/// Encodes the first row, if there is one.
pub(super) fn make_first(rows: &dyn NumberedRows, layout: &Layout) -> Result<(), FirstRowError> {
    let numbers = 0..rows.rows().min(1);
    let (mut bytes, mut scratch) = (BytesMut::new(), Scratch::default());
    let added = add_rows(
        |block| {
            if numbers.is_empty() {
                Ok(())
            } else {
                rows.encode(numbers.clone(), block)
            }
        },
        |row| {
            bytes.clear();
            let mut encoder = RowEncoder::begin(layout, &mut bytes, &mut scratch);
            row(&mut encoder)
                .and_then(|()| encoder.end())
                .map_err(Refusal::<()>::Encode)
        },
    );
    let made = match added {
        Ok(added) => check_added(&numbers, added),
        Err(Refusal::Encode(error)) => Err(error),
        Err(Refusal::Stopped(())) => Ok(()),
    };
    made.map_err(|error| {
        let (column, cause) = error.into_parts();
        let column = column.and_then(|position| layout.columns.get(position));
        FirstRowError {
            column: column.map(|column| column.name.clone()),
            cause,
        }
    })
}
