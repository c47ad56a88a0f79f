//! Columns of rows of the plan as Rust's types.

use std::fmt;

use blink::BoxError;
use blink::postgres_types::{FromSqlOwned, IsNull, Type};
use bytes::BytesMut;

use super::planned::{ColumnPlan, TablePlan};
use crate::make::cells::RowCells;
use crate::make::encode::Encoder;
use crate::mistakes::Mistake;

/// Several columns of a row, each as a type that implements [`FromSql`](blink::postgres_types::FromSql): a tuple of up to
/// six.
pub trait FromColumns: Sized + 'static + Read {
    /// The names of the columns.
    type Names: IntoIterator<Item = &'static str>;
}

/// Reads several columns. It has no name outside of this crate, so that only this crate implements [`FromColumns`].
pub trait Read: Sized {
    /// The readers of the columns of these names.
    fn readers(table: &TablePlan, names: &[&str]) -> Result<Vec<ColumnReader>, Mistake>;

    /// Reads a row.
    fn read(readers: &[ColumnReader], row: &Row<'_>) -> Result<Self, String>;
}

/// A row of the plan.
pub struct Row<'c>(pub(super) RowCells<'c>);

impl fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Row").finish_non_exhaustive()
    }
}

/// Reads a column.
#[derive(Clone, Debug)]
pub struct ColumnReader {
    name: String,
    place: usize,
    ty: Type,
    encoder: Encoder,
    /// True if the type has no binary form, so that its text is read.
    is_text: bool,
}

impl ColumnReader {
    /// Reads a column as this type.
    ///
    /// # Errors
    /// If the plan does not make its values, or it is of another type.
    pub(super) fn new<T: FromSqlOwned>(table: &TablePlan, name: &str) -> Result<Self, Mistake> {
        let Some(column) = table.columns.iter().find(|column| column.name == name) else {
            return Err(not_made(table, name));
        };
        let is_label = matches!(column.ty.kind(), blink::postgres_types::Kind::Enum(_)) && !T::accepts(&column.ty);
        let is_text = !column.encoder.has_binary() || is_label;
        let ty = if is_text { Type::TEXT } else { column.ty.clone() };
        if !T::accepts(&ty) {
            return Err(Mistake::new(
                format!(
                    "{} is read from the column {name} of {}, which is {}",
                    std::any::type_name::<T>(),
                    table.name,
                    column.ty
                ),
                "read it as a type that holds its values",
            ));
        }
        if !column.not_null && T::from_sql_null(&ty).is_err() {
            return Err(Mistake::new(
                format!("the column {name} of {} may be NULL", table.name),
                format!("read it as Option<{}>", std::any::type_name::<T>()),
            ));
        }
        Ok(Self {
            name: name.to_owned(),
            place: column.place,
            ty,
            encoder: column.encoder.clone(),
            is_text,
        })
    }

    /// The value of the column in a row.
    pub(super) fn read<T: FromSqlOwned>(&self, row: &Row<'_>) -> Result<T, String> {
        self.value(row)
            .map_err(|error| format!("the column {} could not be read: {error}", self.name))
    }

    fn value<T: FromSqlOwned>(&self, row: &Row<'_>) -> Result<T, BoxError> {
        let mut scratch = String::new();
        let value = row.0.value(self.place, &mut scratch);
        if self.is_text {
            let mut text = String::new();
            return match self.encoder.text(&value, &mut text)? {
                IsNull::Yes => T::from_sql_null(&self.ty),
                IsNull::No => T::from_sql(&self.ty, text.as_bytes()),
            };
        }
        let mut bytes = BytesMut::new();
        match self.encoder.binary(&value, &mut bytes)? {
            IsNull::Yes => T::from_sql_null(&self.ty),
            IsNull::No => T::from_sql(&self.ty, &bytes),
        }
    }
}

fn not_made(table: &TablePlan, name: &str) -> Mistake {
    let columns = table.columns.iter().map(|column: &ColumnPlan| column.name.as_str());
    let columns = columns.collect::<Vec<_>>().join(", ");
    Mistake::new(
        format!("the plan makes no values of a column {name} of {}", table.name),
        format!("it makes those of {columns}"),
    )
}

macro_rules! count {
    ($($name:ident)+) => { 0 $(+ { let _ = stringify!($name); 1 })+ };
}

macro_rules! tuples {
    ($(($($name:ident)+))+) => {$(
        impl<$($name: FromSqlOwned + 'static),+> FromColumns for ($($name,)+) {
            type Names = [&'static str; count!($($name)+)];
        }

        impl<$($name: FromSqlOwned + 'static),+> Read for ($($name,)+) {
            fn readers(table: &TablePlan, names: &[&str]) -> Result<Vec<ColumnReader>, Mistake> {
                let mut names = names.iter();
                Ok(vec![$(ColumnReader::new::<$name>(table, names.next().copied().unwrap_or_default())?),+])
            }

            fn read(readers: &[ColumnReader], row: &Row<'_>) -> Result<Self, String> {
                let mut readers = readers.iter();
                let mut next = || readers.next().ok_or("a column is missing");
                Ok(($(next()?.read::<$name>(row)?,)+))
            }
        }
    )+};
}

tuples!((A) (A B) (A B C) (A B C D) (A B C D E) (A B C D E F));
