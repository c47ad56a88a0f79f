//! pgvector's vector.

use std::fmt::Write as _;

use blink::BoxError;
use bytes::{BufMut, BytesMut};

use super::form::mismatch;
use super::number;
use crate::value::Value;

/// `VECTOR_MAX_DIM` in vector.h.
const MAX_DIMENSIONS: usize = 16_000;

/// Writes the binary form: `vector_send` in vector.c.
pub(super) fn write(numbers: &[f32], dimensions: Option<u16>, out: &mut BytesMut) -> Result<(), BoxError> {
    check(numbers, dimensions)?;
    out.put_i16(i16::try_from(numbers.len())?);
    out.put_i16(0);
    for number in numbers {
        out.put_f32(*number);
    }
    Ok(())
}

/// Writes `[1,2.5]`.
pub(super) fn write_text(numbers: &[f32], dimensions: Option<u16>, out: &mut String) -> Result<(), BoxError> {
    check(numbers, dimensions)?;
    out.push('[');
    for (n, number) in numbers.iter().enumerate() {
        write!(out, "{}{number:e}", if n > 0 { "," } else { "" })?;
    }
    out.push(']');
    Ok(())
}

fn check(numbers: &[f32], dimensions: Option<u16>) -> Result<(), BoxError> {
    let count = numbers.len();
    match dimensions {
        Some(wanted) if count != usize::from(wanted) => {
            Err(format!("the vector has {count} dimensions, and the column takes {wanted}").into())
        }
        _ if !(1..=MAX_DIMENSIONS).contains(&count) => {
            Err(format!("the vector has {count} dimensions, and a vector has 1 to {MAX_DIMENSIONS}").into())
        }
        _ if numbers.iter().all(|number| number.is_finite()) => Ok(()),
        _ => Err("a vector has finite numbers alone".into()),
    }
}

/// The numbers of an array.
pub(super) fn numbers(values: &[Value<'_>]) -> Result<Vec<f32>, BoxError> {
    let numbers = values.iter().map(|value| match value {
        Value::Float(float) => number::real(*float),
        Value::Int(integer) => number::real(number::double(*integer)?),
        other => Err(mismatch(other, "a vector of numbers")),
    });
    numbers.collect()
}

/// The numbers of `[1,2.5]`; None if the text is no vector.
pub(super) fn parse(text: &str) -> Option<Vec<f32>> {
    let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    inner.split(',').map(|number| number.trim().parse().ok()).collect()
}
