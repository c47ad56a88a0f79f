//! The type money.

use super::decimal::Decimal;
use super::number_style::{Buffer, NumberStyle};
use super::reason::Reason;

/// Reads a whole amount, the only one that all servers read alike: the decimal mark, the separator and the number of
/// decimals are those of lc_monetary, and so is the meaning of the binary form (`cash_in` in cash.c).
pub(super) fn write_text(field: &str, style: NumberStyle, out: &mut String) -> Result<(), Reason> {
    let mut buffer = Buffer::new();
    let number = style
        .plain(field, &mut buffer)
        .map(str::as_bytes)
        .and_then(Decimal::scan);
    let Some(number) = number else {
        return Err(style.fault(field, "an amount of money"));
    };
    let places = number.places();
    if places.is_zero() {
        out.push('0');
        return Ok(());
    }
    if places.decimals() > 0 {
        return Err(Reason::MoneyDecimals);
    }
    if places.whole_digits() > 19 {
        return Err(Reason::OutOfRange("money"));
    }
    if number.negative {
        out.push('-');
    }
    let count = places.end - places.first;
    out.extend(
        number
            .digits()
            .skip(places.first)
            .take(count)
            .map(|digit| char::from(b'0' + digit)),
    );
    out.extend((0..-places.decimals()).map(|_| '0'));
    Ok(())
}
