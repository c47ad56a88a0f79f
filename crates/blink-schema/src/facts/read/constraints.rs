//! Constraints and unique indexes.

use super::answer::Row;
use super::building::Building;
use super::error::ReadError;
use super::lists::without_parentheses;
use crate::facts::constraints::{
    Check, Exclusion, ForeignKey, KeyPart, OperatorClass, PartOptions, ReferentialAction, UniqueKind, UniqueSet,
};

pub(super) fn add_operator_class(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let oid = row.number()?;
    let class = OperatorClass {
        schema: row.text()?,
        name: row.text()?,
        is_default: row.flag()?,
    };
    building.operator_classes.insert(oid, class);
    Ok(())
}

/// The parts of a key, by numbers.
struct Key {
    numbers: Vec<i16>,
    expressions: Vec<String>,
    collations: Vec<u32>,
    classes: Vec<u32>,
}

impl Key {
    /// Takes the number of parts, the numbers of the columns (with those that are only included), the expressions, the
    /// collations and the operator classes.
    fn take(row: &mut Row) -> Result<Self, ReadError> {
        let parts = row.number()?;
        let mut numbers: Vec<i16> = row.numbers()?;
        numbers.truncate(parts);
        // The server puts one expression of an index, alone, in parentheses of its own, unless it is a function's call.
        let expressions = row.texts()?.into_iter();
        let expressions = expressions.map(|text| without_parentheses(&text).to_owned());
        Ok(Self {
            numbers,
            expressions: expressions.collect(),
            collations: row.numbers()?,
            classes: row.numbers()?,
        })
    }

    fn resolve(self, building: &Building, table: usize) -> Result<(Vec<KeyPart>, Vec<PartOptions>), ReadError> {
        let parts = building.parts(table, self.numbers, self.expressions)?;
        Ok((parts, building.part_options(&self.collations, &self.classes)?))
    }
}

pub(super) fn add_unique_set(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let (table, index) = (row.number()?, row.number()?);
    let name = row.text()?;
    let kind = match row.character()? {
        'p' => UniqueKind::PrimaryKey,
        'u' => UniqueKind::Constraint,
        _ => UniqueKind::Index,
    };
    let key = Key::take(row)?;
    let mut set = UniqueSet {
        predicate: row.nullable()?,
        nulls_not_distinct: row.flag()?,
        without_overlaps: row.flag()?,
        deferrable: row.flag()?,
        initially_deferred: row.flag()?,
        is_valid: row.flag()?,
        functions: building.called_by("pg_class", index),
        ..UniqueSet::of_parts(name, kind, [])
    };
    if let Some(place) = building.place(table) {
        (set.parts, set.part_options) = key.resolve(building, place)?;
    }
    if let Some(table) = building.table(table) {
        table.unique_sets.push(set);
    }
    Ok(())
}

pub(super) fn add_foreign_key(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let table = row.number()?;
    let name = row.text()?;
    let columns: Vec<i16> = row.numbers()?;
    let parent = row.number()?;
    let parent_columns: Vec<i16> = row.numbers()?;
    let match_full = row.flag()?;
    let (on_delete, on_update) = (action(row)?, action(row)?);
    let (deferrable, initially_deferred) = (row.flag()?, row.flag()?);
    let (validated, enforced) = (row.flag()?, row.flag()?);
    let (period, is_inherited) = (row.flag()?, row.flag()?);
    let Some(place) = building.place(table) else {
        return Ok(());
    };
    let parent_place = building.place(parent).ok_or(ReadError::Changed)?;
    let key = ForeignKey {
        name,
        columns: building.column_names(place, &columns)?,
        parent: building.name(parent)?,
        parent_columns: building.column_names(parent_place, &parent_columns)?,
        match_full,
        on_delete,
        on_update,
        deferrable,
        initially_deferred,
        validated,
        enforced,
        period,
        is_inherited,
    };
    if let Some(table) = building.table(table) {
        table.foreign_keys.push(key);
    }
    Ok(())
}

fn action(row: &mut Row) -> Result<ReferentialAction, ReadError> {
    Ok(match row.character()? {
        'r' => ReferentialAction::Restrict,
        'c' => ReferentialAction::Cascade,
        'n' => ReferentialAction::SetNull,
        'd' => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    })
}

pub(super) fn add_check(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let (table, oid) = (row.number()?, row.number()?);
    let name = row.text()?;
    let expression = row.text()?;
    let numbers: Vec<i16> = row.numbers()?;
    let (validated, enforced, is_inherited) = (row.flag()?, row.flag()?, row.flag()?);
    let Some(place) = building.place(table) else {
        return Ok(());
    };
    // 0 is the row as a whole, and what is negative a column of the server's, such as `tableoid`.
    let mut numbers = numbers.into_iter().filter(|number| *number > 0).collect::<Vec<_>>();
    numbers.sort_unstable();
    let check = Check {
        name,
        expression,
        columns: building.column_names(place, &numbers)?,
        validated,
        enforced,
        is_inherited,
        functions: building.called_by("pg_constraint", oid),
    };
    if let Some(table) = building.table(table) {
        table.checks.push(check);
    }
    Ok(())
}

pub(super) fn add_exclusion(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let (table, index) = (row.number()?, row.number()?);
    let name = row.text()?;
    let key = Key::take(row)?;
    let operators = row.texts()?;
    let predicate = row.nullable()?;
    let (deferrable, initially_deferred) = (row.flag()?, row.flag()?);
    let Some(place) = building.place(table) else {
        return Ok(());
    };
    let (parts, part_options) = key.resolve(building, place)?;
    if parts.len() != operators.len() {
        return Err(ReadError::Unexpected(
            "a part of an exclusion constraint has no operator",
        ));
    }
    let exclusion = Exclusion {
        name,
        parts: parts.into_iter().zip(operators).collect(),
        part_options,
        predicate,
        deferrable,
        initially_deferred,
        functions: building.called_by("pg_class", index),
    };
    if let Some(table) = building.table(table) {
        table.exclusions.push(exclusion);
    }
    Ok(())
}
