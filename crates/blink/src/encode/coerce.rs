//! Lossless conversions between types.
//!
//! A field can be sent to a column of another type if [`RULES`] has a conversion from its type to the column's. A
//! conversion that may not fit checks every value.

mod convert;
mod rules;
mod scalars;

use postgres_types::{Kind, Type};

pub(crate) use convert::Convert;
use rules::RULES;

/// The conversion of a field to the type of its column.
#[derive(Clone, Debug)]
pub(crate) struct Coercion {
    /// The type that is passed to the field's `ToSql`.
    pub(crate) from: Type,
    pub(crate) convert: Convert,
}

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

#[cfg(test)]
mod tests {
    use std::fmt::Debug;

    use bytes::BytesMut;
    use postgres_types::{FromSql, ToSql};
    use proptest::prelude::*;

    use super::*;
    use crate::encode::binary::{ArrayHeader, Reader};

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
}
