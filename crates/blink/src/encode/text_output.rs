//! Converts binary forms to text, for typed rows that are sent in the text format.
//!
//! The text is the one that the server's output functions write with `DateStyle = ISO`. Its input functions read it
//! under any settings of the session.

use std::fmt::Write as _;

use postgres_types::{Kind, Type};

use super::binary::{ArrayHeader, Reader};
use super::numeric;
use crate::error::BoxError;

/// Returns true if values of the type can be written as text.
pub(crate) fn can_render(ty: &Type) -> bool {
    match ty.kind() {
        Kind::Array(member) => can_render(member),
        Kind::Domain(base) => can_render(base),
        Kind::Range(subtype) => can_render(subtype),
        Kind::Composite(fields) => fields.iter().all(|field| can_render(field.type_())),
        Kind::Enum(_) => true,
        _ => scalar(ty).is_some(),
    }
}

/// Writes a value that is not NULL as text.
pub(crate) fn render(ty: &Type, bytes: &[u8], text: &mut String) -> Result<(), BoxError> {
    let reader = &mut Reader(bytes);
    match ty.kind() {
        Kind::Array(member) => array(member, reader, text),
        Kind::Domain(base) => render(base, bytes, text),
        Kind::Range(subtype) => range(subtype, reader, text),
        Kind::Composite(fields) => {
            let count = reader.i32()?;
            text.push('(');
            for (n, field) in (0..count).zip(fields) {
                if n > 0 {
                    text.push(',');
                }
                let _oid = reader.u32()?;
                if let Some(bytes) = reader.field()? {
                    quoted(text, |text| render(field.type_(), bytes, text))?;
                }
            }
            text.push(')');
            Ok(())
        }
        Kind::Enum(_) => utf8(reader, text),
        _ => match scalar(ty) {
            Some(write) => write(reader, text),
            None => Err(format!("a value of type {ty} cannot be written as text").into()),
        },
    }
}

type Write = fn(&mut Reader<'_>, &mut String) -> Result<(), BoxError>;

#[expect(clippy::too_many_lines, reason = "a table, a line a type")]
fn scalar(ty: &Type) -> Option<Write> {
    Some(match *ty {
        Type::BOOL => |r, text| {
            text.push(if r.u8()? == 0 { 'f' } else { 't' });
            Ok(())
        },
        Type::CHAR => char,
        Type::INT2 => |r, text| Ok(write!(text, "{}", r.i16()?)?),
        Type::INT4 => |r, text| Ok(write!(text, "{}", r.i32()?)?),
        Type::INT8 => |r, text| Ok(write!(text, "{}", r.i64()?)?),
        Type::OID => |r, text| Ok(write!(text, "{}", r.u32()?)?),
        Type::FLOAT4 => |r, text| {
            let number = f32::from_be_bytes(r.array()?);
            float(f64::from(number), number, text)
        },
        Type::FLOAT8 => |r, text| {
            let number = f64::from_be_bytes(r.array()?);
            float(number, number, text)
        },
        Type::NUMERIC => |r, text| numeric::render(r.0, text),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::JSON | Type::XML | Type::UNKNOWN => utf8,
        Type::NAME => |r, text| {
            // namein() in name.c truncates a name that is too long; namerecv() refuses it.
            if r.0.len() >= NAMEDATALEN {
                return Err(format!(
                    "the name has {} bytes; a name has at most {}",
                    r.0.len(),
                    NAMEDATALEN - 1
                )
                .into());
            }
            utf8(r, text)
        },
        Type::JSONB => |r, text| {
            r.u8()?;
            utf8(r, text)
        },
        Type::BYTEA => |r, text| {
            text.push_str("\\x");
            hex(r.0, text)
        },
        Type::UUID => |r, text| {
            for (n, group) in [4, 2, 2, 2, 6].into_iter().enumerate() {
                if n > 0 {
                    text.push('-');
                }
                hex(r.take(group)?, text)?;
            }
            Ok(())
        },
        Type::DATE => |r, text| match r.i32()? {
            i32::MIN => infinity("-", text),
            i32::MAX => infinity("", text),
            days => date(i64::from(days), |_| Ok(()), text),
        },
        Type::TIME => |r, text| time(r.i64()?, text),
        Type::TIMETZ => |r, text| {
            time(r.i64()?, text)?;
            let west = r.i32()?;
            let (sign, zone) = (if west > 0 { '-' } else { '+' }, west.unsigned_abs());
            Ok(write!(
                text,
                "{sign}{:02}:{:02}:{:02}",
                zone / 3600,
                zone / 60 % 60,
                zone % 60
            )?)
        },
        Type::TIMESTAMP => |r, text| timestamp(r.i64()?, "", text),
        Type::TIMESTAMPTZ => |r, text| timestamp(r.i64()?, "+00", text),
        Type::INTERVAL => |r, text| {
            // Every part has its own sign, so that IntervalStyle = sql_standard does not apply the first one to all.
            let microseconds = r.i64()?;
            let (days, months) = (r.i32()?, r.i32()?);
            match (microseconds, days, months) {
                (i64::MIN, i32::MIN, i32::MIN) => return infinity("-", text),
                (i64::MAX, i32::MAX, i32::MAX) => return infinity("", text),
                _ => {}
            }
            let sign = if microseconds < 0 { '-' } else { '+' };
            let rest = microseconds.unsigned_abs();
            write!(text, "{months:+} mons {days:+} days {sign}{}", rest / 3_600_000_000)?;
            Ok(write!(
                text,
                ":{:02}:{:02}.{:06}",
                rest / 60_000_000 % 60,
                rest / 1_000_000 % 60,
                rest % 1_000_000
            )?)
        },
        Type::INET | Type::CIDR => inet,
        Type::MACADDR | Type::MACADDR8 => |r, text| {
            for (n, byte) in r.0.iter().enumerate() {
                write!(text, "{}{byte:02x}", if n > 0 { ":" } else { "" })?;
            }
            Ok(())
        },
        Type::BIT | Type::VARBIT => |r, text| {
            let bits = usize::try_from(r.i32()?)?;
            let bit = |n: usize| r.0.get(n / 8).is_some_and(|byte| byte & (0x80 >> (n % 8)) != 0);
            text.extend((0..bits).map(|n| if bit(n) { '1' } else { '0' }));
            Ok(())
        },
        Type::PG_LSN => |r, text| Ok(write!(text, "{:X}/{:X}", r.u32()?, r.u32()?)?),
        // An extension's types have no fixed OID; fields look at the name, too.
        _ => match ty.name() {
            "citext" => utf8,
            "ltree" | "lquery" | "ltxtquery" => |r, text| {
                let _version = r.u8()?;
                utf8(r, text)
            },
            "hstore" => hstore,
            _ => return None,
        },
    })
}

/// The value in pg_config_manual.h.
const NAMEDATALEN: usize = 64;

/// Writes a byte as a character. Bytes beyond ASCII have a text only since PostgreSQL 16 (`charin` in char.c).
fn char(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    match reader.u8()? {
        0 => Ok(()),
        byte if byte.is_ascii() => {
            text.push(byte.into());
            Ok(())
        }
        byte => {
            Err(format!("the \"char\" {byte:#04x} cannot be written as text, which another column requires").into())
        }
    }
}

/// `hstore_send` in hstore_io.c: the number of pairs, then each key and its value.
fn hstore(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    for n in 0..reader.i32()? {
        text.push_str(if n > 0 { "," } else { "" });
        let key = reader.field()?.ok_or("a key of an hstore cannot be NULL")?;
        quoted(text, |text| utf8(&mut Reader(key), text))?;
        text.push_str("=>");
        match reader.field()? {
            Some(value) => quoted(text, |text| utf8(&mut Reader(value), text))?,
            None => text.push_str("NULL"),
        }
    }
    Ok(())
}

fn utf8(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    text.push_str(std::str::from_utf8(reader.0)?);
    Ok(())
}

fn hex(bytes: &[u8], text: &mut String) -> Result<(), BoxError> {
    for byte in bytes {
        write!(text, "{byte:02x}")?;
    }
    Ok(())
}

fn float(number: f64, shortest: impl std::fmt::Display, text: &mut String) -> Result<(), BoxError> {
    if number.is_infinite() {
        infinity(if number < 0.0 { "-" } else { "" }, text)
    } else {
        Ok(write!(text, "{shortest}")?)
    }
}

#[expect(clippy::unnecessary_wraps, reason = "one of a family")]
fn infinity(sign: &str, text: &mut String) -> Result<(), BoxError> {
    text.push_str(sign);
    text.push_str("infinity");
    Ok(())
}

/// Writes a day as year, month and day in the proleptic Gregorian calendar, then `rest`, then the era.
///
/// <https://howardhinnant.github.io/date_algorithms.html#civil_from_days>
fn date(
    days_since_2000: i64,
    rest: impl FnOnce(&mut String) -> Result<(), BoxError>,
    text: &mut String,
) -> Result<(), BoxError> {
    const DAYS_FROM_0000_03_01_TO_2000_01_01: i64 = 730_425;
    let days = days_since_2000 + DAYS_FROM_0000_03_01_TO_2000_01_01;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 {
        month_from_march + 3
    } else {
        month_from_march - 9
    };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    // The calendar's year 0 is 1 BC.
    let (shown, era) = if year > 0 { (year, "") } else { (1 - year, " BC") };
    write!(text, "{shown:04}-{month:02}-{day:02}")?;
    rest(text)?;
    text.push_str(era);
    Ok(())
}

fn time(microseconds: i64, text: &mut String) -> Result<(), BoxError> {
    let seconds = microseconds / 1_000_000;
    write!(
        text,
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )?;
    Ok(write!(text, ".{:06}", microseconds % 1_000_000)?)
}

fn timestamp(microseconds: i64, zone: &str, text: &mut String) -> Result<(), BoxError> {
    const A_DAY: i64 = 86_400_000_000;
    match microseconds {
        i64::MIN => infinity("-", text),
        i64::MAX => infinity("", text),
        _ => date(
            microseconds.div_euclid(A_DAY),
            |text| {
                text.push(' ');
                time(microseconds.rem_euclid(A_DAY), text)?;
                text.push_str(zone);
                Ok(())
            },
            text,
        ),
    }
}

/// `network_send` in network.c: the family, the bits of the mask, whether it is a cidr, the length, the address.
fn inet(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    let (_family, bits, _is_cidr, length) = (reader.u8()?, reader.u8()?, reader.u8()?, reader.u8()?);
    if length == 4 {
        write!(text, "{}", std::net::Ipv4Addr::from(reader.array::<4>()?))?;
    } else {
        write!(text, "{}", std::net::Ipv6Addr::from(reader.array::<16>()?))?;
    }
    Ok(write!(text, "/{bits}")?)
}

/// `array_out` in arrayfuncs.c, with every element quoted.
fn array(member: &Type, reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    let head = ArrayHeader::read(reader)?;
    if head.len() == 0 {
        text.push_str("{}");
        return Ok(());
    }
    if head.dimensions.iter().any(|&(_, lower)| lower != 1) {
        for &(length, lower) in &head.dimensions {
            write!(text, "[{lower}:{}]", i64::from(lower) + i64::from(length) - 1)?;
        }
        text.push('=');
    }
    dimension(member, &head.dimensions, reader, text)
}

fn dimension(
    member: &Type,
    dimensions: &[(i32, i32)],
    reader: &mut Reader<'_>,
    text: &mut String,
) -> Result<(), BoxError> {
    let Some((&(length, _), inner)) = dimensions.split_first() else {
        return match reader.field()? {
            None => {
                text.push_str("NULL");
                Ok(())
            }
            Some(bytes) => quoted(text, |text| render(member, bytes, text)),
        };
    };
    text.push('{');
    for n in 0..length {
        if n > 0 {
            text.push(',');
        }
        dimension(member, inner, reader, text)?;
    }
    text.push('}');
    Ok(())
}

/// `range_out` in rangetypes.c; the flags are those of rangetypes.h.
fn range(subtype: &Type, reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    const EMPTY: u8 = 0x01;
    const LOWER_INCLUSIVE: u8 = 0x02;
    const UPPER_INCLUSIVE: u8 = 0x04;
    const LOWER_INFINITE: u8 = 0x08;
    const UPPER_INFINITE: u8 = 0x10;
    let flags = reader.u8()?;
    if flags & EMPTY != 0 {
        text.push_str("empty");
        return Ok(());
    }
    let mut bound = |infinite: u8, text: &mut String| {
        if flags & infinite != 0 {
            return Ok(());
        }
        let bytes = reader.field()?.ok_or("a bound of a range cannot be NULL")?;
        quoted(text, |text| render(subtype, bytes, text))
    };
    text.push(if flags & LOWER_INCLUSIVE != 0 { '[' } else { '(' });
    bound(LOWER_INFINITE, text)?;
    text.push(',');
    bound(UPPER_INFINITE, text)?;
    text.push(if flags & UPPER_INCLUSIVE != 0 { ']' } else { ')' });
    Ok(())
}

/// Puts the written text in double quotes, as arrays, composites, ranges and hstore read it.
pub(crate) fn quoted(
    text: &mut String,
    write: impl FnOnce(&mut String) -> Result<(), BoxError>,
) -> Result<(), BoxError> {
    text.push('"');
    let from = text.len();
    write(text)?;
    if text[from..].contains(['"', '\\']) {
        let escaped = text[from..].replace('\\', "\\\\").replace('"', "\\\"");
        text.truncate(from);
        text.push_str(&escaped);
    }
    text.push('"');
    Ok(())
}
