//! The conversions between types that lose nothing.
//!
//! A field goes to a column of another type if its own type is in [`RULES`] with that column's. Those that may not fit
//! are checked for every value.

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, Kind, Type};

use super::binary::{ArrayHead, Reader, field};
use super::numeric;
use crate::error::BoxError;

type Rewrite = fn(&[u8], &mut BytesMut) -> Result<(), BoxError>;

/// How a field gets to a column of a type that it does not accept itself.
#[derive(Clone, Debug)]
pub(crate) struct Coercion {
    /// The type that the field is asked to send itself as.
    pub(crate) from: Type,
    pub(crate) convert: Convert,
}

#[derive(Clone, Debug)]
pub(crate) enum Convert {
    /// The bytes are the same in both types.
    Same,
    Rewrite(Rewrite),
    /// An array, element by element.
    Elements {
        oid: u32,
        element: Box<Convert>,
    },
    /// Arrays in an array as one array of one dimension more.
    Nested {
        oid: u32,
        inner: Box<Convert>,
    },
}

struct Rule {
    from: Type,
    to: Type,
    convert: Convert,
}

const fn same(from: Type, to: Type) -> Rule {
    let convert = Convert::Same;
    Rule { from, to, convert }
}

const fn rewrite(from: Type, to: Type, rewrite: Rewrite) -> Rule {
    let convert = Convert::Rewrite(rewrite);
    Rule { from, to, convert }
}

/// From what a field sends, to the column's type. Where a field accepts several, the first counts.
static RULES: [Rule; 50] = [
    rewrite(Type::CHAR, Type::INT2, |b, out| to_int2(char_byte(b)?, out)),
    rewrite(Type::CHAR, Type::INT4, |b, out| to_int4(char_byte(b)?, out)),
    rewrite(Type::CHAR, Type::INT8, |b, out| to_int8(char_byte(b)?, out)),
    rewrite(Type::CHAR, Type::NUMERIC, |b, out| {
        numeric::write_finite(&char_byte(b)?, out)
    }),
    rewrite(Type::INT2, Type::INT4, |b, out| to_int4(int2(b)?, out)),
    rewrite(Type::INT2, Type::INT8, |b, out| to_int8(int2(b)?, out)),
    rewrite(Type::INT2, Type::OID, |b, out| to_oid(int2(b)?, out)),
    rewrite(Type::INT2, Type::FLOAT4, |b, out| to_float4(int2(b)?, out)),
    rewrite(Type::INT2, Type::FLOAT8, |b, out| to_float8(int2(b)?, out)),
    rewrite(Type::INT2, Type::NUMERIC, |b, out| {
        numeric::write_finite(&int2(b)?, out)
    }),
    rewrite(Type::INT4, Type::INT2, |b, out| to_int2(int4(b)?, out)),
    rewrite(Type::INT4, Type::INT8, |b, out| to_int8(int4(b)?, out)),
    rewrite(Type::INT4, Type::OID, |b, out| to_oid(int4(b)?, out)),
    rewrite(Type::INT4, Type::FLOAT4, |b, out| to_float4(int4(b)?, out)),
    rewrite(Type::INT4, Type::FLOAT8, |b, out| to_float8(int4(b)?, out)),
    rewrite(Type::INT4, Type::NUMERIC, |b, out| {
        numeric::write_finite(&int4(b)?, out)
    }),
    rewrite(Type::INT8, Type::INT2, |b, out| to_int2(int8(b)?, out)),
    rewrite(Type::INT8, Type::INT4, |b, out| to_int4(int8(b)?, out)),
    rewrite(Type::INT8, Type::OID, |b, out| to_oid(int8(b)?, out)),
    rewrite(Type::INT8, Type::FLOAT4, |b, out| to_float4(int8(b)?, out)),
    rewrite(Type::INT8, Type::FLOAT8, |b, out| to_float8(int8(b)?, out)),
    rewrite(Type::INT8, Type::NUMERIC, |b, out| {
        numeric::write_finite(&int8(b)?, out)
    }),
    rewrite(Type::OID, Type::INT2, |b, out| to_int2(oid(b)?, out)),
    rewrite(Type::OID, Type::INT4, |b, out| to_int4(oid(b)?, out)),
    rewrite(Type::OID, Type::INT8, |b, out| to_int8(oid(b)?, out)),
    rewrite(Type::OID, Type::FLOAT8, |b, out| to_float8(oid(b)?, out)),
    rewrite(Type::OID, Type::NUMERIC, |b, out| numeric::write_finite(&oid(b)?, out)),
    rewrite(Type::FLOAT4, Type::FLOAT8, |b, out| {
        out.put_f64(f64::from(float4(b)?));
        Ok(())
    }),
    rewrite(Type::FLOAT4, Type::NUMERIC, |b, out| {
        let number = float4(b)?;
        numeric::write_float(f64::from(number), &number, out)
    }),
    rewrite(Type::FLOAT8, Type::NUMERIC, |b, out| {
        let number = float8(b)?;
        numeric::write_float(number, &number, out)
    }),
    rewrite(Type::NUMERIC, Type::INT2, |b, out| to_int2(numeric::integer(b)?, out)),
    rewrite(Type::NUMERIC, Type::INT4, |b, out| to_int4(numeric::integer(b)?, out)),
    rewrite(Type::NUMERIC, Type::INT8, |b, out| to_int8(numeric::integer(b)?, out)),
    same(Type::TEXT, Type::JSON),
    rewrite(Type::TEXT, Type::JSONB, to_jsonb),
    rewrite(Type::TEXT, Type::UUID, to_uuid),
    same(Type::TEXT, Type::XML),
    same(Type::JSON, Type::TEXT),
    same(Type::JSON, Type::VARCHAR),
    rewrite(Type::JSON, Type::JSONB, to_jsonb),
    rewrite(Type::JSONB, Type::JSON, from_jsonb),
    rewrite(Type::UUID, Type::TEXT, from_uuid),
    rewrite(Type::UUID, Type::VARCHAR, from_uuid),
    rewrite(Type::UUID, Type::BPCHAR, from_uuid),
    // A point in time is written down as UTC; the other direction would have to guess a zone.
    same(Type::TIMESTAMPTZ, Type::TIMESTAMP),
    rewrite(Type::DATE, Type::TIMESTAMP, date_to_timestamp),
    // network_recv() in network.c checks that a cidr has no host bits.
    same(Type::INET, Type::CIDR),
    same(Type::CIDR, Type::INET),
    same(Type::VARBIT, Type::BIT),
    same(Type::BIT, Type::VARBIT),
];

/// How a field that accepts these types gets to a column of this type.
pub(crate) fn find(accepts: &dyn Fn(&Type) -> bool, to: &Type) -> Option<Coercion> {
    if accepts(to) {
        return Some(Coercion {
            from: to.clone(),
            convert: Convert::Same,
        });
    }
    match to.kind() {
        // A domain travels as its base type.
        Kind::Domain(base) => return find(accepts, base),
        Kind::Enum(_) if accepts(&Type::TEXT) => {
            return Some(Coercion {
                from: Type::TEXT,
                convert: Convert::Same,
            });
        }
        Kind::Array(member) => return find_array(accepts, member, MAX_DIMENSIONS),
        _ => {}
    }
    let rule = RULES.iter().find(|rule| rule.to == *to && accepts(&rule.from))?;
    Some(Coercion {
        from: rule.from.clone(),
        convert: rule.convert.clone(),
    })
}

/// `MAXDIM` in array.h.
const MAX_DIMENSIONS: u8 = 6;

/// Element by element, or else as arrays in arrays.
fn find_array(accepts: &dyn Fn(&Type) -> bool, member: &Type, dimensions: u8) -> Option<Coercion> {
    let element_accepts = |from: &Type| accepts(&array_of(from));
    let oid = member.oid();
    if let Some(element) = find(&element_accepts, member) {
        return Some(Coercion {
            from: array_of(&element.from),
            convert: Convert::Elements {
                oid,
                element: Box::new(element.convert),
            },
        });
    }
    let dimensions = dimensions.checked_sub(1)?;
    let inner = find_array(&element_accepts, member, dimensions)?;
    Some(Coercion {
        from: array_of(&inner.from),
        convert: Convert::Nested {
            oid,
            inner: Box::new(inner.convert),
        },
    })
}

/// An array of a type, to ask a field whether it accepts one; fields look at the kind, not at the name.
fn array_of(member: &Type) -> Type {
    Type::new(
        format!("_{}", member.name()),
        0,
        Kind::Array(member.clone()),
        "pg_catalog".to_owned(),
    )
}

impl Convert {
    /// Writes the value, which is not NULL, as the column's type.
    pub(crate) fn apply(&self, source: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
        match self {
            Self::Same => {
                out.put_slice(source);
                Ok(())
            }
            Self::Rewrite(rewrite) => rewrite(source, out),
            Self::Elements { oid, element } => {
                let mut reader = Reader(source);
                let head = ArrayHead::read(&mut reader)?;
                head.write(*oid, out)?;
                for _ in 0..head.len() {
                    let bytes = reader.field()?;
                    field(out, |out| match bytes {
                        None => Ok(IsNull::Yes),
                        Some(bytes) => element.apply(bytes, out).map(|()| IsNull::No),
                    })?;
                }
                Ok(())
            }
            Self::Nested { oid, inner } => nest(*oid, inner, source, out),
        }
    }
}

/// Puts equally long arrays behind each other, as one array of one dimension more.
fn nest(oid: u32, inner: &Convert, source: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    let mut reader = Reader(source);
    let outer = ArrayHead::read(&mut reader)?;
    let mut whole = ArrayHead {
        dimensions: Vec::new(),
        has_nulls: false,
    };
    let mut elements = BytesMut::new();
    let mut converted = BytesMut::new();
    for n in 0..outer.len() {
        let bytes = reader
            .field()?
            .ok_or("an array of several dimensions cannot hold NULL in place of an inner array")?;
        converted.clear();
        inner.apply(bytes, &mut converted)?;
        let mut reader = Reader(&converted);
        let head = ArrayHead::read(&mut reader)?;
        whole.has_nulls |= head.has_nulls;
        if n == 0 {
            whole.dimensions = head.dimensions;
        } else if whole.dimensions != head.dimensions {
            return Err("the inner arrays differ in length; PostgreSQL's arrays are rectangular".into());
        }
        elements.put_slice(reader.0);
    }
    // Empty inner arrays have no dimension, and neither has an array of them.
    if !whole.dimensions.is_empty() {
        whole.dimensions.splice(0..0, outer.dimensions);
    }
    whole.write(oid, out)?;
    out.put_slice(&elements);
    Ok(())
}

fn char_byte(bytes: &[u8]) -> Result<i64, BoxError> {
    Ok(i64::from(i8::from_be_bytes(Reader(bytes).array()?)))
}

fn int2(bytes: &[u8]) -> Result<i64, BoxError> {
    Ok(i64::from(Reader(bytes).i16()?))
}

fn int4(bytes: &[u8]) -> Result<i64, BoxError> {
    Ok(i64::from(Reader(bytes).i32()?))
}

fn int8(bytes: &[u8]) -> Result<i64, BoxError> {
    Reader(bytes).i64()
}

fn oid(bytes: &[u8]) -> Result<i64, BoxError> {
    Ok(i64::from(Reader(bytes).u32()?))
}

fn float4(bytes: &[u8]) -> Result<f32, BoxError> {
    Reader(bytes).array().map(f32::from_be_bytes)
}

fn float8(bytes: &[u8]) -> Result<f64, BoxError> {
    Reader(bytes).array().map(f64::from_be_bytes)
}

fn too_large(number: i64, least: impl std::fmt::Display, most: impl std::fmt::Display) -> BoxError {
    format!("{number} does not fit into the column's type, which holds {least} to {most}").into()
}

fn to_int2(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    out.put_i16(i16::try_from(number).map_err(|_| too_large(number, i16::MIN, i16::MAX))?);
    Ok(())
}

fn to_int4(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    out.put_i32(i32::try_from(number).map_err(|_| too_large(number, i32::MIN, i32::MAX))?);
    Ok(())
}

#[expect(clippy::unnecessary_wraps, reason = "one of a family")]
fn to_int8(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    out.put_i64(number);
    Ok(())
}

fn to_oid(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    out.put_u32(u32::try_from(number).map_err(|_| too_large(number, u32::MIN, u32::MAX))?);
    Ok(())
}

/// Every integer up to 2^24 is a float4, and up to 2^53 a float8; of the others only some are.
fn to_float4(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    let float = number as f32;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "exact: the float is whole, and i128 holds it"
    )]
    if float as i128 != i128::from(number) {
        return Err(format!("{number} is not a float4: the nearest is {float}").into());
    }
    out.put_f32(float);
    Ok(())
}

fn to_float8(number: i64, out: &mut BytesMut) -> Result<(), BoxError> {
    let float = number as f64;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "exact: the float is whole, and i128 holds it"
    )]
    if float as i128 != i128::from(number) {
        return Err(format!("{number} is not a float8: the nearest is {float}").into());
    }
    out.put_f64(float);
    Ok(())
}

/// `jsonb_recv` in jsonb.c: a version, then the text.
#[expect(clippy::unnecessary_wraps, reason = "one of a family")]
fn to_jsonb(text: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    out.put_u8(1);
    out.put_slice(text);
    Ok(())
}

fn from_jsonb(bytes: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    let mut reader = Reader(bytes);
    reader.u8()?;
    out.put_slice(reader.0);
    Ok(())
}

/// What `uuid_in` in uuid.c takes: 32 hexadecimal digits, with a hyphen behind any four, all in braces or not.
fn to_uuid(text: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    let wrong = || format!("{:?} is not a uuid", String::from_utf8_lossy(text));
    let mut rest = match text {
        [b'{', inner @ .., b'}'] => inner,
        other => other,
    };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    for n in 1..=16 {
        let (&[high, low], after) = rest.split_first_chunk().ok_or_else(wrong)?;
        out.put_u8(digit(high).ok_or_else(wrong)? << 4 | digit(low).ok_or_else(wrong)?);
        rest = match after {
            [b'-', after @ ..] if n % 2 == 0 && n < 16 => after,
            after => after,
        };
    }
    if rest.is_empty() { Ok(()) } else { Err(wrong().into()) }
}

fn from_uuid(bytes: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    let mut text = String::new();
    super::render::render(&Type::UUID, bytes, &mut text)?;
    out.put_slice(text.as_bytes());
    Ok(())
}

/// Midnight; the infinities stay what they are.
fn date_to_timestamp(bytes: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    const MICROSECONDS_A_DAY: i64 = 86_400_000_000;
    let microseconds = match Reader(bytes).i32()? {
        i32::MIN => i64::MIN,
        i32::MAX => i64::MAX,
        days => i64::from(days)
            .checked_mul(MICROSECONDS_A_DAY)
            .ok_or("the date is outside of what a timestamp holds")?,
    };
    out.put_i64(microseconds);
    Ok(())
}
