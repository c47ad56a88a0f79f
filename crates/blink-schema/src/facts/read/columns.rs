//! Columns, their collations and sequences.

use blink::TableName;

use super::answer::Row;
use super::building::Building;
use super::error::ReadError;
use crate::facts::collation::{Collation, CollationProvider};
use crate::facts::columns::{Column, Generation};
use crate::facts::sequences::Sequence;
use crate::facts::types::TypeRef;

pub(super) fn add_collation(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let oid = row.number()?;
    let collation = Collation {
        schema: row.text()?,
        name: row.text()?,
        provider: match row.character()? {
            'i' => CollationProvider::Icu,
            'b' => CollationProvider::Builtin,
            _ => CollationProvider::Libc,
        },
        locale: row.nullable()?,
        deterministic: row.flag()?,
    };
    building.collations.insert(oid, collation);
    Ok(())
}

/// Takes the OID, the modifier and the name of a type.
pub(super) fn type_ref(row: &mut Row) -> Result<TypeRef, ReadError> {
    Ok(TypeRef {
        oid: row.number()?,
        modifier: row.number()?,
        name: row.text()?,
    })
}

pub(super) fn add_column(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let table = row.number()?;
    let number = row.number()?;
    let name = row.text()?;
    let ty = type_ref(row)?;
    let dimensions = row.number()?;
    let not_null = row.flag()?;
    let (identity, generated) = (row.character()?, row.character()?);
    let collation = building.collation(row.number()?)?;
    let default_oid = row.nullable_number()?;
    let expression = row.nullable()?;
    if default_oid.is_some() && expression.is_none() {
        return Err(ReadError::Changed);
    }
    let (default, generation) = match (identity, generated, expression) {
        (_, 's', Some(expression)) => (None, Some(Generation::Expression(expression))),
        (_, 'v', Some(expression)) => (None, Some(Generation::Virtual(expression))),
        ('a', _, default) => (default, Some(Generation::IdentityAlways)),
        ('d', _, default) => (default, Some(Generation::IdentityByDefault)),
        (_, _, default) => (default, None),
    };
    let column = Column {
        name,
        number,
        ty,
        dimensions,
        not_null,
        not_null_validated: true,
        default,
        default_functions: default_oid.map_or_else(Vec::new, |oid| building.called_by("pg_attrdef", oid)),
        generation,
        sequence: None,
        collation,
        comment: row.nullable()?,
    };
    if let Some(place) = building.place(table) {
        building.note_column(place, number);
    }
    if let Some(table) = building.table(table) {
        table.columns.push(column);
    }
    Ok(())
}

/// The column of a table; None if it is not one of those that are read.
fn column(building: &mut Building, table: u32, number: i16) -> Option<&mut Column> {
    let place = building.column_place(building.place(table)?, number)?;
    building.table(table)?.columns.get_mut(place)
}

pub(super) fn add_unvalidated_not_null(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let (table, number) = (row.number()?, row.number()?);
    if let Some(column) = column(building, table, number) {
        column.not_null_validated = false;
    }
    Ok(())
}

pub(super) fn add_sequence(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let (table, number) = (row.number()?, row.number()?);
    let is_owned = row.flag()?;
    let sequence = Sequence {
        is_owned,
        name: TableName::qualified(row.text()?, row.text()?),
        start: row.number()?,
        increment: row.number()?,
        min: row.number()?,
        max: row.number()?,
        cycles: row.flag()?,
        cache: row.number()?,
        next: None,
    };
    let may_read = row.flag()?;
    let places = building
        .place(table)
        .and_then(|place| Some((place, building.column_place(place, number)?)));
    let Some((table_place, column_place)) = places else {
        return Ok(());
    };
    // The sequence that the default names comes first, and gives the values.
    if let Some(column) = column(building, table, number)
        && column.sequence.is_none()
    {
        column.sequence = Some(sequence);
        if may_read {
            building.readable_sequences.push((table_place, column_place));
        }
    }
    Ok(())
}
