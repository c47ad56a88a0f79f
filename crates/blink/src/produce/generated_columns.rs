//! Some columns of generated rows, encoded again by the rows' numbers.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use bytes::BytesMut;
use postgres_types::Type;

use crate::encode::binary::Reader;
use crate::encode::coerce::{self, Coercion, Convert};
use crate::encode::{ColumnEncoder, EncodeError, Encoding, Format, Layout, RowEncoder, Scratch};
use crate::error::BoxError;
use crate::generate::Generated;
use crate::rows::to_row::{Column, ColumnValue, Columns, ToRow};

/// Reads columns of a typed row as fields of these types: the keys that rows of other tables refer to.
pub struct ColumnReader<T> {
    plan: Arc<Plan>,
    row: PhantomData<fn(T)>,
}

/// The columns that are read, and their places among all that a row sends.
struct Plan {
    layout: Layout,
    fields: Vec<Field>,
}

/// A column that is read.
#[derive(Clone, Copy)]
struct Field {
    /// The place among the columns that are not skipped.
    place: usize,
    is_text: bool,
}

impl<T: ToRow + 'static> ColumnReader<T> {
    /// Reads these columns, in this order.
    ///
    /// # Errors
    /// If the row has no such column, leaves it to the database, or has values that cannot be sent as the type.
    pub fn new(columns: &[(&str, Type)]) -> Result<Self, BoxError> {
        let all = Columns::of::<T>();
        let (mut encoders, mut read) = (Vec::new(), Vec::new());
        for column in all
            .iter()
            .filter(|column| !matches!(column.value, ColumnValue::Default))
        {
            encoders.push(match columns.iter().find(|(name, _)| *name == column.name) {
                Some((name, ty)) => {
                    let (encoder, is_text) = encoder(column, ty)?;
                    read.push((*name, is_text));
                    encoder
                }
                None => ColumnEncoder::new(column.name.clone(), Type::UNKNOWN, Encoding::Skipped),
            });
        }
        let field = |name: &str| {
            let place = read.iter().position(|(other, _)| *other == name)?;
            let (_, is_text) = read.get(place)?;
            Some(Field {
                place,
                is_text: *is_text,
            })
        };
        let fields = columns.iter().map(|(name, _)| {
            field(name).ok_or_else(|| {
                let is_default = all.iter().any(|column| column.name == *name);
                BoxError::from(if is_default {
                    format!("the database fills the column {name}, so that its values are not known before")
                } else {
                    format!("the rows have no column {name}")
                })
            })
        });
        let fields = fields.collect::<Result<_, _>>()?;
        let layout = Layout {
            format: Format::Binary,
            columns: encoders,
        };
        Ok(Self {
            plan: Arc::new(Plan { layout, fields }),
            row: PhantomData,
        })
    }

    /// The columns of these rows.
    pub fn of(&self, rows: &Generated<T>) -> GeneratedColumns {
        GeneratedColumns(Arc::new(TypedRows {
            plan: Arc::clone(&self.plan),
            rows: rows.clone(),
        }))
    }
}

/// The encoder of a column as this type, or as text, and then true, if its values have no binary form of it.
fn encoder(column: &Column, ty: &Type) -> Result<(ColumnEncoder, bool), BoxError> {
    let ColumnValue::Typed { accepts, rust_type } = column.value else {
        return Err(format!("the values of the column {} are not those of a typed row", column.name).into());
    };
    let binary = coerce::find(&accepts, ty).map(|coercion| (coercion, false));
    let found = binary.or_else(|| coerce::find(&accepts, &Type::TEXT).map(|coercion| (coercion, true)));
    let Some((Coercion { from, convert }, is_text)) = found else {
        return Err(format!(
            "the column {} has values of {rust_type}, which are no {ty}",
            column.name
        )
        .into());
    };
    let encoding = match convert {
        Convert::Same => Encoding::Direct,
        convert => Encoding::Converted(convert),
    };
    Ok((ColumnEncoder::new(column.name.clone(), from, encoding), is_text))
}

impl<T> fmt::Debug for ColumnReader<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ColumnReader").finish_non_exhaustive()
    }
}

/// Columns of generated rows, without the type of the rows.
#[derive(Clone)]
pub struct GeneratedColumns(Arc<dyn ReadRow>);

trait ReadRow: Send + Sync {
    fn len(&self) -> u64;
    fn read(&self, number: u64, buffer: &mut FieldBuffer) -> Result<bool, EncodeError>;
}

impl GeneratedColumns {
    /// The number of rows.
    pub fn rows(&self) -> u64 {
        self.0.len()
    }

    /// Makes a row again, by its number from 0, and reads its fields; false if there is no such row.
    ///
    /// # Errors
    /// If a value cannot be sent as the type that it is read as.
    pub fn read(&self, number: u64, buffer: &mut FieldBuffer) -> Result<bool, EncodeError> {
        self.0.read(number, buffer)
    }
}

impl fmt::Debug for GeneratedColumns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GeneratedColumns").finish_non_exhaustive()
    }
}

struct TypedRows<T> {
    plan: Arc<Plan>,
    rows: Generated<T>,
}

impl<T: ToRow + 'static> ReadRow for TypedRows<T> {
    fn len(&self) -> u64 {
        self.rows.len()
    }

    fn read(&self, number: u64, buffer: &mut FieldBuffer) -> Result<bool, EncodeError> {
        let Some(row) = self.rows.get(number) else {
            return Ok(false);
        };
        let Plan { layout, fields } = &*self.plan;
        buffer.bytes.clear();
        let mut encoder = RowEncoder::begin(layout, &mut buffer.bytes, &mut buffer.scratch);
        row.encode(&mut encoder)?;
        encoder.end()?;
        buffer.place_fields(fields).map_err(EncodeError::row)?;
        Ok(true)
    }
}

/// A field of a row that was made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldValue<'b> {
    /// NULL.
    Null,
    /// The binary form of the type that was asked for.
    Binary(&'b [u8]),
    /// A text that the type's input function reads.
    Text(&'b [u8]),
}

/// The fields of the row that was read last.
#[derive(Debug, Default)]
pub struct FieldBuffer {
    bytes: BytesMut,
    scratch: Scratch,
    /// The places of all fields in the row.
    places: Vec<Option<Range<usize>>>,
    /// The fields that were asked for, and true for texts.
    wanted: Vec<(Option<Range<usize>>, bool)>,
}

impl FieldBuffer {
    /// The field of the column at this place among those that are read.
    pub fn get(&self, nth: usize) -> Option<FieldValue<'_>> {
        let (range, is_text) = self.wanted.get(nth)?;
        let Some(range) = range else {
            return Some(FieldValue::Null);
        };
        let bytes = self.bytes.get(range.clone())?;
        Some(if *is_text {
            FieldValue::Text(bytes)
        } else {
            FieldValue::Binary(bytes)
        })
    }

    fn place_fields(&mut self, fields: &[Field]) -> Result<(), BoxError> {
        let whole = self.bytes.len();
        let mut reader = Reader(&self.bytes);
        let _count = reader.i16()?;
        self.places.clear();
        while !reader.rest().is_empty() {
            let field = reader.field()?;
            let end = whole - reader.rest().len();
            self.places.push(field.map(|field| end - field.len()..end));
        }
        self.wanted.clear();
        for field in fields {
            let place = self.places.get(field.place).ok_or("the row lacks a field")?;
            self.wanted.push((place.clone(), field.is_text));
        }
        Ok(())
    }
}
