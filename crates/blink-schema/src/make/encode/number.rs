//! Integers and floats.

use std::fmt::Display;

use blink::BoxError;

/// The integer as the narrower type.
pub(super) fn integer<N: TryFrom<i64>>(number: i64, least: impl Display, most: impl Display) -> Result<N, BoxError> {
    N::try_from(number)
        .map_err(|_| format!("{number} does not fit into the column's type, which holds {least} to {most}").into())
}

/// The nearest `real` of a float.
pub(super) fn real(number: f64) -> Result<f32, BoxError> {
    #[expect(clippy::cast_possible_truncation, reason = "the nearest real is what is meant")]
    let real = number as f32;
    if real.is_infinite() && number.is_finite() {
        return Err(format!("{number} is too large for a real").into());
    }
    Ok(real)
}

/// The integer as `double precision`, if it is one.
pub(super) fn double(number: i64) -> Result<f64, BoxError> {
    let double = number as f64;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "exact: the float is whole, and i128 holds it"
    )]
    if double as i128 == i128::from(number) {
        return Ok(double);
    }
    Err(format!("{number} is no double precision: the nearest is {double}").into())
}
