//! Lossless conversions between types.
//!
//! A field can be sent to a column of another type if [`RULES`] has a conversion from its type to the column's. A
//! conversion that may not fit checks every value.

use bytes::{BufMut, BytesMut};
use postgres_types::{IsNull, Kind, Type};

use super::binary::{ArrayHeader, Reader, field};
use super::numeric;
use crate::error::BoxError;

type Rewrite = fn(&[u8], &mut BytesMut) -> Result<(), BoxError>;

/// The conversion of a field to the type of its column.
#[derive(Clone, Debug)]
pub(crate) struct Coercion {
    /// The type that is passed to the field's `ToSql`.
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
    /// Arrays in an array, as one array with one more dimension.
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

/// Conversions from a type that a field sends to the column's type. If a field accepts several, the first is used.
static RULES: [Rule; 51] = [
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
    rewrite(Type::TEXT, Type::CHAR, to_char),
    same(Type::TEXT, Type::XML),
    same(Type::JSON, Type::TEXT),
    same(Type::JSON, Type::VARCHAR),
    rewrite(Type::JSON, Type::JSONB, to_jsonb),
    rewrite(Type::JSONB, Type::JSON, from_jsonb),
    rewrite(Type::UUID, Type::TEXT, from_uuid),
    rewrite(Type::UUID, Type::VARCHAR, from_uuid),
    rewrite(Type::UUID, Type::BPCHAR, from_uuid),
    // A point in time is written as UTC; the opposite direction would have to guess a zone.
    same(Type::TIMESTAMPTZ, Type::TIMESTAMP),
    rewrite(Type::DATE, Type::TIMESTAMP, date_to_timestamp),
    // network_recv() in network.c checks that a cidr has no host bits.
    same(Type::INET, Type::CIDR),
    same(Type::CIDR, Type::INET),
    same(Type::VARBIT, Type::BIT),
    same(Type::BIT, Type::VARBIT),
];

/// Returns the conversion to a column of this type, for a field that accepts these types.
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
        Kind::Array(member) => return find_array(accepts, member, MAX_DIMENSIONS - 1),
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

/// The type of the elements of arrays, and of arrays in arrays; any other type itself.
pub(crate) fn element_type(ty: &Type) -> &Type {
    match ty.kind() {
        Kind::Array(member) => element_type(member),
        _ => ty,
    }
}

/// Finds a conversion element by element, or else of arrays in arrays with at most this many more dimensions.
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

/// An array type, to ask a field if it accepts one; fields look at the kind, not at the name.
pub(crate) fn array_of(member: &Type) -> Type {
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
                let head = ArrayHeader::read(&mut reader)?;
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
            Self::Nested { oid, inner } => flatten_nested_arrays(*oid, inner, source, out),
        }
    }
}

/// Concatenates arrays of the same length into one array with one more dimension.
fn flatten_nested_arrays(oid: u32, inner: &Convert, source: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    let mut reader = Reader(source);
    let outer = ArrayHeader::read(&mut reader)?;
    let mut result = ArrayHeader {
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
        let head = ArrayHeader::read(&mut reader)?;
        result.has_nulls |= head.has_nulls;
        if n == 0 {
            result.dimensions = head.dimensions;
        } else if result.dimensions != head.dimensions {
            return Err("the inner arrays differ in length; PostgreSQL's arrays are rectangular".into());
        }
        elements.put_slice(reader.0);
    }
    // An array without elements has no dimensions, even if it contains empty arrays.
    if result.len() == 0 {
        result.dimensions.clear();
    } else {
        result.dimensions.splice(0..0, outer.dimensions);
    }
    result.write(oid, out)?;
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

/// Refuses an integer that is no float4. All integers up to 2^24 are, and all up to 2^53 are float8; of larger ones,
/// only some are.
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

/// Accepts the texts that `charin` in char.c does, except those of several bytes, of which it drops all but the first.
fn to_char(text: &[u8], out: &mut BytesMut) -> Result<(), BoxError> {
    let byte = match text {
        [] => 0,
        [byte] => *byte,
        _ => {
            return Err(format!(
                "{:?} is more than the one byte of a \"char\"",
                String::from_utf8_lossy(text)
            )
            .into());
        }
    };
    out.put_u8(byte);
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

/// Accepts the texts that `uuid_in` in uuid.c does: 32 hexadecimal digits, with an optional hyphen after every four and
/// optional braces around them.
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
    super::text_output::render(&Type::UUID, bytes, &mut text)?;
    out.put_slice(text.as_bytes());
    Ok(())
}

/// Converts a date to its midnight; the infinities stay infinite.
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

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use postgres_types::{FromSql, ToSql};
    use proptest::prelude::*;

    use super::*;

    /// Returns the value in the other type; None if it is refused.
    fn convert<T: ToSql>(value: &T, to: &Type) -> Option<BytesMut> {
        let Coercion { from, convert } = find(&T::accepts, to).expect("a conversion");
        let (mut source, mut out) = (BytesMut::new(), BytesMut::new());
        value.to_sql(&from, &mut source).expect("a value that can be sent");
        convert.apply(&source, &mut out).ok().map(|()| out)
    }

    fn read<'b, U: FromSql<'b>>(to: &Type, bytes: &'b [u8]) -> U {
        U::from_sql(to, bytes).expect("a value that can be read")
    }

    /// Asserts that the conversion does the same as `TryFrom`.
    fn like_try_from<T, U>(value: T, to: &Type) -> Result<(), TestCaseError>
    where
        T: ToSql + Copy,
        U: TryFrom<T> + for<'b> FromSql<'b> + PartialEq + Debug,
    {
        let converted = convert(&value, to);
        let converted = converted.as_ref().map(|bytes| read::<U>(to, bytes));
        prop_assert_eq!(converted, U::try_from(value).ok());
        Ok(())
    }

    /// Numbers of every length, so that those near the limits of the small types are among them.
    fn numbers() -> impl Strategy<Value = i64> {
        (any::<i64>(), 0..64_u32).prop_map(|(number, shift)| number >> shift)
    }

    proptest! {
        #[test]
        fn integers_are_the_same_or_refused(number in numbers()) {
            like_try_from::<i64, i16>(number, &Type::INT2)?;
            like_try_from::<i64, i32>(number, &Type::INT4)?;
            like_try_from::<i64, u32>(number, &Type::OID)?;
            let [.., a, b, c, d] = number.to_be_bytes();
            let (narrow, unsigned) = (i32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([a, b, c, d]));
            like_try_from::<i32, i16>(narrow, &Type::INT2)?;
            like_try_from::<i32, i64>(narrow, &Type::INT8)?;
            like_try_from::<i32, u32>(narrow, &Type::OID)?;
            like_try_from::<u32, i16>(unsigned, &Type::INT2)?;
            like_try_from::<u32, i32>(unsigned, &Type::INT4)?;
            like_try_from::<u32, i64>(unsigned, &Type::INT8)?;
            like_try_from::<i16, u32>(i16::from_be_bytes([c, d]), &Type::OID)?;
            like_try_from::<i8, i64>(i8::from_be_bytes([d]), &Type::INT8)?;
        }

        #[test]
        fn integers_that_become_floats_are_still_the_same(number in numbers()) {
            #[expect(clippy::cast_possible_truncation, reason = "what it is compared with")]
            if let Some(bytes) = convert(&number, &Type::FLOAT4) {
                prop_assert_eq!(read::<f32>(&Type::FLOAT4, &bytes) as i128, i128::from(number));
            } else {
                prop_assert_ne!(number as f32 as i128, i128::from(number));
            }
            #[expect(clippy::cast_possible_truncation, reason = "what it is compared with")]
            if let Some(bytes) = convert(&number, &Type::FLOAT8) {
                prop_assert_eq!(read::<f64>(&Type::FLOAT8, &bytes) as i128, i128::from(number));
            } else {
                prop_assert_ne!(number as f64 as i128, i128::from(number));
            }
        }

        #[test]
        fn integers_come_back_from_numeric(number in numbers(), scale in 0..9_u32) {
            let bytes = convert(&number, &Type::NUMERIC).unwrap();
            let decimal = read::<rust_decimal::Decimal>(&Type::NUMERIC, &bytes);
            prop_assert_eq!(decimal, number.into());
            let back = convert(&decimal, &Type::INT8).unwrap();
            prop_assert_eq!(read::<i64>(&Type::INT8, &back), number);
            let divided = rust_decimal::Decimal::new(number, scale);
            let result = convert(&divided, &Type::INT8).map(|bytes| read::<i64>(&Type::INT8, &bytes));
            prop_assert_eq!(result, divided.is_integer().then(|| number / 10_i64.pow(scale)));
        }

        #[test]
        fn uuids_come_back(bits: u128, braces: bool, hyphens in any::<[bool; 7]>(), capitals: bool) {
            let uuid = uuid::Uuid::from_u128(bits);
            let digits = if capitals { format!("{bits:032X}") } else { format!("{bits:032x}") };
            let mut text = String::new();
            for (n, group) in digits.as_bytes().chunks(4).enumerate() {
                text.push_str(if n > 0 && hyphens[n - 1] { "-" } else { "" });
                text.push_str(std::str::from_utf8(group).unwrap());
            }
            let text = if braces { format!("{{{text}}}") } else { text };
            let bytes = convert(&text, &Type::UUID).unwrap();
            prop_assert_eq!(read::<uuid::Uuid>(&Type::UUID, &bytes), uuid);
            let back = convert(&uuid, &Type::TEXT).unwrap();
            prop_assert_eq!(std::str::from_utf8(&back).unwrap(), uuid.to_string());
        }

        #[test]
        fn what_is_no_uuid_is_refused(text in "[0-9a-f{}-]{0,40}") {
            // The crate accepts fewer forms, all of which are valid.
            let read = uuid::Uuid::parse_str(&text).ok();
            let digits = text.bytes().filter(u8::is_ascii_hexdigit).count();
            let converted = convert(&text, &Type::UUID);
            prop_assert!(converted.is_none() || digits == 32);
            prop_assert!(converted.is_some() || read.is_none());
        }

        #[test]
        fn lists_come_back(list: Vec<Option<i32>>) {
            let bytes = convert(&list, &Type::INT8_ARRAY).unwrap();
            let wanted = list.iter().map(|element| element.map(i64::from)).collect::<Vec<_>>();
            prop_assert_eq!(read::<Vec<Option<i64>>>(&Type::INT8_ARRAY, &bytes), wanted);
        }

        #[test]
        fn lists_of_lists_are_rectangular_or_refused(lists in proptest::collection::vec(
            proptest::collection::vec(any::<i32>(), 0..3), 0..4,
        )) {
            let ragged = lists.iter().any(|list| list.len() != lists[0].len());
            let converted = convert(&lists, &Type::INT8_ARRAY);
            prop_assert_eq!(converted.is_none(), ragged);
            if let Some(bytes) = converted {
                let mut reader = Reader(&bytes);
                let head = ArrayHeader::read(&mut reader).unwrap();
                let lengths = head.dimensions.iter().map(|&(length, _)| usize::try_from(length).unwrap());
                let columns = lists.first().map_or(0, Vec::len);
                let wanted = if columns == 0 { vec![] } else { vec![lists.len(), columns] };
                prop_assert_eq!(lengths.collect::<Vec<_>>(), wanted);
                for number in lists.iter().flatten() {
                    let element = reader.field().unwrap().unwrap();
                    prop_assert_eq!(read::<i64>(&Type::INT8, element), i64::from(*number));
                }
                prop_assert!(reader.0.is_empty());
            }
        }

        #[test]
        fn dates_are_midnights(days in -800_000..100_000_000_i64) {
            let Some(date) = chrono::NaiveDate::default().checked_add_signed(chrono::TimeDelta::days(days)) else {
                return Ok(());
            };
            let bytes = convert(&date, &Type::TIMESTAMP).unwrap();
            prop_assert_eq!(read::<chrono::NaiveDateTime>(&Type::TIMESTAMP, &bytes), date.into());
        }
    }

    #[test]
    fn a_date_beyond_every_timestamp_is_refused() {
        let mut out = BytesMut::new();
        assert!(date_to_timestamp(&106_751_992_i32.to_be_bytes(), &mut out).is_err());
        assert!(date_to_timestamp(&(-106_751_992_i32).to_be_bytes(), &mut out).is_err());
    }

    #[test]
    fn no_rule_is_there_twice() {
        for (n, rule) in RULES.iter().enumerate() {
            let same = |other: &Rule| other.from == rule.from && other.to == rule.to;
            assert_eq!(RULES.iter().position(same), Some(n), "{} to {}", rule.from, rule.to);
        }
    }
}
