//! Rows that the user makes, as far as rows of the plan refer to them: each is made again by its number.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use blink::__private::encoding::render;
use blink::__private::{FieldBuffer, FieldValue, GeneratedColumns};
use blink::postgres_types::{Kind, Type};

use crate::value::Value;

/// The rows of the user's own tables, by the tables' indexes among the cells.
#[derive(Debug, Default)]
pub(crate) struct OwnRows(pub(crate) Vec<Option<OwnColumns>>);

/// The columns of a table of the user's own that others refer to.
#[derive(Debug)]
pub(crate) struct OwnColumns {
    columns: GeneratedColumns,
    /// The type that each column is read as.
    types: Arc<[Type]>,
    /// The latest time of all rows, once it was asked for.
    latest: OnceLock<Option<i64>>,
}

impl OwnRows {
    /// The value of a column, by its place among those that are read; None if it is NULL, or there is no such row.
    pub(crate) fn value(&self, table: usize, part: usize, row: u64) -> Option<Value<'static>> {
        self.table(table)?.value(part, row, &mut FieldBuffer::default())
    }

    /// The time that a column holds.
    pub(crate) fn time(&self, table: usize, part: usize, row: u64) -> Option<i64> {
        moment(&self.value(table, part, row)?)
    }

    /// The latest time that a column holds in any row. All rows are made for it, once.
    pub(crate) fn latest(&self, table: usize, part: usize) -> Option<i64> {
        let own = self.table(table)?;
        *own.latest.get_or_init(|| {
            let mut buffer = FieldBuffer::default();
            let times = (0..own.columns.rows()).filter_map(|row| moment(&own.value(part, row, &mut buffer)?));
            times.max()
        })
    }

    fn table(&self, table: usize) -> Option<&OwnColumns> {
        self.0.get(table)?.as_ref()
    }
}

impl OwnColumns {
    pub(crate) fn new(columns: GeneratedColumns, types: Arc<[Type]>) -> Self {
        Self {
            columns,
            types,
            latest: OnceLock::new(),
        }
    }

    fn value(&self, part: usize, row: u64, buffer: &mut FieldBuffer) -> Option<Value<'static>> {
        // What cannot be sent is refused with its row when the table itself is filled, which comes first.
        if !self.columns.read(row, buffer).ok()? {
            return None;
        }
        match buffer.get(part)? {
            FieldValue::Null => None,
            FieldValue::Binary(bytes) => decoded(self.types.get(part)?, bytes),
            FieldValue::Text(text) => Some(Value::Literal(owned(text)?)),
        }
    }
}

/// The microseconds since 2000-01-01 of a date or a time.
fn moment(value: &Value<'_>) -> Option<i64> {
    const DAY: i64 = 24 * 60 * 60 * 1_000_000;
    match value {
        Value::Timestamp(micros) => Some(*micros),
        Value::Date(days) => Some(i64::from(*days).saturating_mul(DAY)),
        _ => None,
    }
}

/// The value of a type's binary form; None if it is none. Of a type without values of its own it is the text.
fn decoded(ty: &Type, bytes: &[u8]) -> Option<Value<'static>> {
    Some(match *ty {
        Type::BOOL => Value::Bool(u8::from_be_bytes(bytes.try_into().ok()?) != 0),
        Type::INT2 => Value::Int(i16::from_be_bytes(bytes.try_into().ok()?).into()),
        Type::INT4 => Value::Int(i32::from_be_bytes(bytes.try_into().ok()?).into()),
        Type::INT8 => Value::Int(i64::from_be_bytes(bytes.try_into().ok()?)),
        Type::OID => Value::Int(u32::from_be_bytes(bytes.try_into().ok()?).into()),
        Type::FLOAT4 => Value::Float(f32::from_be_bytes(bytes.try_into().ok()?).into()),
        Type::FLOAT8 => Value::Float(f64::from_be_bytes(bytes.try_into().ok()?)),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME => Value::Text(owned(bytes)?),
        Type::BYTEA => Value::Bytes(Cow::Owned(bytes.to_vec())),
        Type::DATE => Value::Date(i32::from_be_bytes(bytes.try_into().ok()?)),
        Type::TIME => Value::Time(i64::from_be_bytes(bytes.try_into().ok()?)),
        Type::TIMESTAMP | Type::TIMESTAMPTZ => Value::Timestamp(i64::from_be_bytes(bytes.try_into().ok()?)),
        Type::UUID => Value::Uuid(u128::from_be_bytes(bytes.try_into().ok()?)),
        _ if matches!(ty.kind(), Kind::Enum(_)) => Value::Text(owned(bytes)?),
        _ => {
            let mut text = String::new();
            render(ty, bytes, &mut text).ok()?;
            Value::Literal(Cow::Owned(text))
        }
    })
}

fn owned(bytes: &[u8]) -> Option<Cow<'static, str>> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(Cow::Owned(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use blink::__private::ColumnReader;
    use blink::{Seeder, Table, ToRow};

    use super::*;

    #[derive(ToRow)]
    #[blink(table = "things")]
    struct Thing {
        id: i32,
        name: Option<String>,
        day: String,
    }

    #[test]
    fn rows_are_read_by_their_numbers() {
        let columns = [("name", Type::TEXT), ("id", Type::INT8), ("day", Type::INET)];
        let reader = ColumnReader::<Thing>::new(&columns).unwrap();
        let mut seeder = Seeder::new();
        let things = seeder.add_table(Table::generate(3, |draw| Thing {
            id: i32::try_from(draw.number()).unwrap(),
            name: (draw.number() > 1).then(|| format!("No. {}", draw.number())),
            day: "10.0.0.1".to_owned(),
        }));
        let store = seeder.preview().unwrap();
        let types = columns.map(|(_, ty)| ty).into();
        let own = OwnRows(vec![None, Some(OwnColumns::new(reader.of(&store[things]), types))]);
        assert_eq!(
            (own.value(1, 0, 0), own.value(1, 0, 1)),
            (None, Some(Value::Text("No. 2".into())))
        );
        assert_eq!((own.value(1, 1, 2), own.value(1, 1, 3)), (Some(Value::Int(3)), None));
        assert_eq!(own.value(1, 2, 0), Some(Value::Literal("10.0.0.1".into())));
        assert_eq!(
            (own.value(0, 0, 0), own.value(2, 0, 0), own.value(1, 3, 0)),
            (None, None, None)
        );
        assert_eq!((own.time(1, 1, 0), own.latest(1, 1)), (None, None));
    }

    #[test]
    fn bytes_that_are_no_value_are_none() {
        for ty in [
            Type::BOOL,
            Type::INT2,
            Type::INT4,
            Type::INT8,
            Type::UUID,
            Type::DATE,
            Type::NUMERIC,
        ] {
            assert_eq!(decoded(&ty, &[1, 2, 3]), None, "{ty}");
        }
        assert_eq!(decoded(&Type::TEXT, &[0xff]), None);
        assert_eq!(
            decoded(&Type::NUMERIC, &[0, 1, 0, 0, 0, 0, 0, 0, 0, 7]),
            Some(Value::Literal("7".into()))
        );
        assert_eq!(moment(&Value::Date(1)), Some(86_400_000_000));
    }
}
