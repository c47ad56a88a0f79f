//! Generated rows that are made and encoded once more, without their type.

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;

use bytes::BytesMut;

use super::Encode;
use crate::encode::{EncodeError, Layout, RowEncoder, Scratch};
use crate::generate::Generated;
use crate::rows::block::{Refusal, add_rows};
use crate::rows::numbered::{NumberedRows, check_added};
use crate::rows::store::Slot;

/// Gets each row as it was sent, until it wants no more.
pub(crate) type EncodedSink<'s> = &'s mut dyn FnMut(&[u8]) -> ControlFlow<()>;

type EncodeAll = dyn Fn(&Slot, &Layout, EncodedSink<'_>) -> Result<(), EncodeError> + Send + Sync;

/// Makes the rows of a generated table again. It holds none: the step's value in the store makes them.
#[derive(Clone)]
pub(crate) struct Regenerator(Arc<EncodeAll>);

impl Regenerator {
    /// Returns the one of a table whose rows are encoded so.
    pub(crate) fn new<T: 'static>(encode: Encode<T>) -> Self {
        Self(Arc::new(move |value, layout, each| {
            match value.downcast_ref::<Generated<T>>() {
                Some(generated) => encode_all(generated, encode, layout, each),
                None => Ok(()),
            }
        }))
    }

    /// Returns the one of a table whose rows encode themselves.
    pub(crate) fn numbered<R: NumberedRows>() -> Self {
        Self(Arc::new(|value, layout, each| match value.downcast_ref::<R>() {
            Some(rows) => encode_numbered(rows, layout, each),
            None => Ok(()),
        }))
    }

    /// Makes the rows from the value that their step has kept, in their order.
    pub(crate) fn for_each(&self, value: &Slot, layout: &Layout, each: EncodedSink<'_>) -> Result<(), EncodeError> {
        (self.0)(value, layout, each)
    }
}

impl fmt::Debug for Regenerator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Regenerator")
    }
}

fn encode_all<T: 'static>(
    generated: &Generated<T>,
    encode: Encode<T>,
    layout: &Layout,
    each: EncodedSink<'_>,
) -> Result<(), EncodeError> {
    let (mut bytes, mut scratch) = (BytesMut::new(), Scratch::default());
    let mut result = Ok(());
    let _stopped = generated.for_each_in(0..generated.len(), &mut |row| {
        bytes.clear();
        let mut encoder = RowEncoder::begin(layout, &mut bytes, &mut scratch);
        result = encode(&row, &mut encoder).and_then(|()| encoder.end());
        if result.is_err() {
            return ControlFlow::Break(());
        }
        each(&bytes)
    });
    result
}

/// The number of rows that are asked for at once: enough that the buffers of a range cost little.
const ROWS_AT_ONCE: u64 = 1024;

fn encode_numbered(rows: &dyn NumberedRows, layout: &Layout, each: EncodedSink<'_>) -> Result<(), EncodeError> {
    let (mut bytes, mut scratch) = (BytesMut::new(), Scratch::default());
    let count = rows.rows();
    let mut numbers = 0..0;
    while numbers.end < count {
        numbers = numbers.end..numbers.end.saturating_add(ROWS_AT_ONCE).min(count);
        let added = add_rows(
            |block| rows.encode(numbers.clone(), block),
            |row| {
                bytes.clear();
                let mut encoder = RowEncoder::begin(layout, &mut bytes, &mut scratch);
                let encoded = row(&mut encoder).and_then(|()| encoder.end());
                encoded.map_err(Refusal::Encode)?;
                match each(&bytes) {
                    ControlFlow::Continue(()) => Ok(()),
                    ControlFlow::Break(()) => Err(Refusal::Stopped(())),
                }
            },
        );
        match added {
            Ok(added) => check_added(&numbers, added)?,
            Err(Refusal::Stopped(())) => return Ok(()),
            Err(Refusal::Encode(error)) => return Err(error),
        }
    }
    Ok(())
}
