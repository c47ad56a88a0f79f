//! Values of scalar types as text, those of extensions among them.

use std::fmt::Write as _;

use postgres_types::Type;

use super::times::{date, infinity, interval, time, time_with_zone, timestamp};
use crate::encode::binary::Reader;
use crate::encode::numeric;
use crate::encode::quoted::quoted;
use crate::error::BoxError;

pub(super) type Write = fn(&mut Reader<'_>, &mut String) -> Result<(), BoxError>;

pub(super) fn scalar(ty: &Type) -> Option<Write> {
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
        Type::TIMETZ => time_with_zone,
        Type::TIMESTAMP => |r, text| timestamp(r.i64()?, "", text),
        Type::TIMESTAMPTZ => |r, text| timestamp(r.i64()?, "+00", text),
        Type::INTERVAL => interval,
        Type::INET | Type::CIDR => inet,
        Type::MACADDR | Type::MACADDR8 => |r, text| {
            for (n, byte) in r.0.iter().enumerate() {
                write!(text, "{}{byte:02x}", if n > 0 { ":" } else { "" })?;
            }
            Ok(())
        },
        Type::BIT | Type::VARBIT => |r, text| {
            let bits = usize::try_from(r.i32()?)?;
            for n in 0..bits {
                let is_set = r.0.get(n / 8).is_some_and(|byte| byte & (0x80 >> (n % 8)) != 0);
                text.push(if is_set { '1' } else { '0' });
            }
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
            "vector" => vector,
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

/// `vector_send` in pgvector's vector.c: the dimensions, two unused bytes, the numbers.
fn vector(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
    let (dimensions, _unused) = (reader.i16()?, reader.i16()?);
    text.push('[');
    for n in 0..dimensions {
        text.push_str(if n > 0 { "," } else { "" });
        write!(text, "{}", f32::from_be_bytes(reader.array()?))?;
    }
    text.push(']');
    Ok(())
}

pub(super) fn utf8(reader: &mut Reader<'_>, text: &mut String) -> Result<(), BoxError> {
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
