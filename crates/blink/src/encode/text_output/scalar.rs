//! Writes values of scalar types as text, also those of extensions.

use std::fmt::{Display, LowerExp, Write as _};
use std::net::{Ipv4Addr, Ipv6Addr};

use postgres_types::Type;

use super::times::{write_date, write_infinity, write_interval, write_time, write_time_with_zone, write_timestamp};
use crate::calendar::Day;
use crate::encode::binary::Reader;
use crate::encode::numeric;
use crate::encode::quoted::quoted;
use crate::error::BoxError;

/// Reads a value's binary form and writes its text.
pub(super) type WriteText = fn(&mut Reader<'_>, &mut String) -> Result<(), BoxError>;

/// Returns the function that writes values of this type; None for a type that Blink does not know.
#[expect(clippy::too_many_lines, reason = "a table")]
pub(super) fn scalar_writer(ty: &Type) -> Option<WriteText> {
    Some(match *ty {
        Type::BOOL => |r, text| {
            text.push(if r.u8()? == 0 { 'f' } else { 't' });
            Ok(())
        },
        Type::CHAR => write_char,
        Type::INT2 => |r, text| Ok(write!(text, "{}", r.i16()?)?),
        Type::INT4 => |r, text| Ok(write!(text, "{}", r.i32()?)?),
        Type::INT8 => |r, text| Ok(write!(text, "{}", r.i64()?)?),
        Type::OID => |r, text| Ok(write!(text, "{}", r.u32()?)?),
        Type::FLOAT4 => |r, text| write_f32(f32::from_be_bytes(r.array()?), text),
        Type::FLOAT8 => |r, text| write_f64(f64::from_be_bytes(r.array()?), text),
        Type::NUMERIC => |r, text| numeric::render(r.take_rest(), text),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::JSON | Type::XML | Type::UNKNOWN => write_utf8,
        Type::NAME => write_name,
        Type::JSONB => |r, text| {
            r.u8()?;
            write_utf8(r, text)
        },
        Type::BYTEA => |r, text| {
            text.push_str("\\x");
            write_hex(r.take_rest(), text)
        },
        Type::UUID => write_uuid,
        Type::DATE => |r, text| match r.i32()? {
            i32::MIN => write_infinity("-", text),
            i32::MAX => write_infinity("", text),
            days => write_date(Day::of(days), |_| Ok(()), text),
        },
        Type::TIME => |r, text| write_time(r.i64()?, text),
        Type::TIMETZ => write_time_with_zone,
        Type::TIMESTAMP => |r, text| write_timestamp(r.i64()?, "", text),
        Type::TIMESTAMPTZ => |r, text| write_timestamp(r.i64()?, "+00", text),
        Type::INTERVAL => write_interval,
        Type::INET => |r, text| {
            let (bits, all_bits) = write_address(r, text)?;
            if bits != all_bits {
                write!(text, "/{bits}")?;
            }
            Ok(())
        },
        Type::CIDR => |r, text| {
            let (bits, _) = write_address(r, text)?;
            Ok(write!(text, "/{bits}")?)
        },
        Type::MACADDR | Type::MACADDR8 => |r, text| {
            for (n, byte) in r.take_rest().iter().enumerate() {
                write!(text, "{}{byte:02x}", if n > 0 { ":" } else { "" })?;
            }
            Ok(())
        },
        Type::BIT | Type::VARBIT => |r, text| {
            let bits = usize::try_from(r.i32()?)?;
            let bytes = r.take(bits.div_ceil(8))?;
            let is_set = |n: usize| bytes[n / 8] & (0x80 >> (n % 8)) != 0;
            text.extend((0..bits).map(|n| if is_set(n) { '1' } else { '0' }));
            Ok(())
        },
        Type::PG_LSN => |r, text| Ok(write!(text, "{:X}/{:X}", r.u32()?, r.u32()?)?),
        // An extension's types have no fixed OID. They are known by name, as in the `ToSql` of their Rust types.
        _ => match ty.name() {
            "citext" => write_utf8,
            "ltree" | "lquery" | "ltxtquery" => |r, text| {
                let _version = r.u8()?;
                write_utf8(r, text)
            },
            "hstore" => write_hstore,
            "vector" => write_vector,
            _ => return None,
        },
    })
}

/// The value in pg_config_manual.h.
const NAMEDATALEN: usize = 64;

/// Writes a byte as a character. A byte above 127 is an error: servers before PostgreSQL 16 have no text form for it
/// (`charin` in char.c).
fn write_char(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    match reader.u8()? {
        0 => Ok(()),
        byte if byte.is_ascii() => {
            text.push(byte.into());
            Ok(())
        }
        byte => Err(format!(
            "the \"char\" {byte:#04x} cannot be written as text, in which this table's rows are sent; use an ASCII character"
        )
        .into()),
    }
}

/// Writes a name. The text input truncates one that is too long, the binary input refuses it (`namein` and `namerecv`
/// in name.c); it is refused in both formats.
fn write_name(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    let name = reader.take_rest();
    if name.len() >= NAMEDATALEN {
        let (length, most) = (name.len(), NAMEDATALEN - 1);
        return Err(format!("the name has {length} bytes; a name has at most {most}").into());
    }
    write_utf8(&mut Reader(name), text)
}

fn write_uuid(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    for (n, group) in [4, 2, 2, 2, 6].into_iter().enumerate() {
        if n > 0 {
            text.push('-');
        }
        write_hex(reader.take(group)?, text)?;
    }
    Ok(())
}

/// Writes an hstore from the bytes of `hstore_send` in hstore_io.c: the number of pairs, then each key and its value.
fn write_hstore(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    for n in 0..reader.i32()? {
        text.push_str(if n > 0 { ", " } else { "" });
        let key = reader.field()?.ok_or("a key of an hstore cannot be NULL")?;
        quoted(text, |text| write_utf8(&mut Reader(key), text))?;
        text.push_str("=>");
        match reader.field()? {
            Some(value) => quoted(text, |text| write_utf8(&mut Reader(value), text))?,
            None => text.push_str("NULL"),
        }
    }
    Ok(())
}

/// Writes a vector from the bytes of `vector_send` in pgvector's vector.c: the dimensions, two unused bytes, the
/// numbers.
fn write_vector(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    let (dimensions, _unused) = (reader.i16()?, reader.i16()?);
    text.push('[');
    for n in 0..dimensions {
        text.push_str(if n > 0 { "," } else { "" });
        write_f32(f32::from_be_bytes(reader.array()?), text)?;
    }
    text.push(']');
    Ok(())
}

pub(super) fn write_utf8(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    text.push_str(std::str::from_utf8(reader.take_rest())?);
    Ok(())
}

fn write_hex(bytes: &[u8], text: &mut String) -> Result<(), BoxError> {
    for byte in bytes {
        write!(text, "{byte:02x}")?;
    }
    Ok(())
}

fn write_f32(number: f32, text: &mut String) -> Result<(), BoxError> {
    write_float(number, (1e-4..1e6).contains(&number.abs()), text)
}

fn write_f64(number: f64, text: &mut String) -> Result<(), BoxError> {
    write_float(number, (1e-4..1e15).contains(&number.abs()), text)
}

/// Writes a float with the fewest digits that give the same number; one outside of `is_plain`'s range with an exponent
/// (`to_chars` in f2s.c and d2s.c).
fn write_float<F>(number: F, is_plain: bool, text: &mut String) -> Result<(), BoxError>
where
    F: Into<f64> + Display + LowerExp + Copy,
{
    let value = number.into();
    if value.is_infinite() {
        text.push_str(if value < 0.0 { "-Infinity" } else { "Infinity" });
    } else if is_plain || value == 0.0 || value.is_nan() {
        write!(text, "{number}")?;
    } else {
        let scientific = format!("{number:e}");
        let (digits, exponent) = scientific.split_once('e').ok_or("a float has an exponent")?;
        write!(text, "{digits}e{:+03}", exponent.parse::<i32>()?)?;
    }
    Ok(())
}

/// The families of addresses (inet.h).
const PGSQL_AF_INET: u8 = 2;
const PGSQL_AF_INET6: u8 = 3;

/// Writes an address from the bytes of `network_send` in network.c: the family, the bits of the mask, whether it is a
/// cidr, the length, the address. Returns the bits of the mask, and those of the address.
fn write_address(reader: &mut Reader<'_>, text: &mut String) -> Result<(u8, u8), BoxError> {
    let (family, bits, _is_cidr, length) = (reader.u8()?, reader.u8()?, reader.u8()?, reader.u8()?);
    match (family, length) {
        (PGSQL_AF_INET, 4) => {
            write!(text, "{}", Ipv4Addr::from(reader.array::<4>()?))?;
            return Ok((bits, 32));
        }
        (PGSQL_AF_INET6, 16) => {}
        _ => return Err(format!("an address of family {family} has no {length} bytes").into()),
    }
    let address = Ipv6Addr::from(reader.array::<16>()?);
    match address.segments() {
        // The server writes the end of such an address like IPv4 (`pg_inet_net_ntop` in inet_net_ntop.c).
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => {
            write!(text, "::{}", Ipv4Addr::from(u32::from(high) << 16 | u32::from(low)))?;
        }
        _ => write!(text, "{address}")?,
    }
    Ok((bits, 128))
}
