//! Extensions, functions and triggers.

use super::answer::{Row, number};
use super::building::Building;
use super::error::ReadError;
use crate::facts::functions::{EventTrigger, Fires, Function, Trigger, Volatility};

/// Bits of `tgtype` (pg_trigger.h).
mod trigger_type {
    pub(super) const ROW: u16 = 1 << 0;
    pub(super) const BEFORE: u16 = 1 << 1;
    pub(super) const INSERT: u16 = 1 << 2;
    pub(super) const DELETE: u16 = 1 << 3;
    pub(super) const UPDATE: u16 = 1 << 4;
    pub(super) const TRUNCATE: u16 = 1 << 5;
}

pub(super) fn add_extension(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let (name, schema) = (row.text()?, row.text()?);
    building.facts.extensions.insert(name, schema);
    Ok(())
}

pub(super) fn add_function(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let function = Function {
        oid: row.number()?,
        schema: row.text()?,
        name: row.text()?,
        arguments: row.text()?,
        language: row.text()?,
        is_trusted: row.flag()?,
        volatility: match row.character()? {
            'i' => Volatility::Immutable,
            's' => Volatility::Stable,
            _ => Volatility::Volatile,
        },
        is_strict: row.flag()?,
        source: row.text()?,
        extension: row.nullable()?,
    };
    let callers = row.text()?;
    let mut words = callers.split(' ');
    while let (Some(catalog), Some(oid)) = (words.next(), words.next()) {
        let called = building.callers.entry((catalog.to_owned(), number(oid)?)).or_default();
        called.push(function.oid);
        called.sort_unstable();
    }
    building.facts.functions.insert(function.oid, function);
    Ok(())
}

pub(super) fn add_event_trigger(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let trigger = EventTrigger {
        name: row.text()?,
        event: row.text()?,
        fires: fires(row)?,
        function_oid: row.number()?,
        tags: row.texts()?,
    };
    building.facts.event_triggers.push(trigger);
    Ok(())
}

fn fires(row: &mut Row) -> Result<Fires, ReadError> {
    Ok(match row.character()? {
        'D' => Fires::Never,
        'R' => Fires::Replica,
        'A' => Fires::Always,
        _ => Fires::Origin,
    })
}

pub(super) fn add_trigger(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let (table, oid) = (row.number()?, row.number()?);
    let name = row.text()?;
    let kind: u16 = row.number()?;
    let has = |bit| kind & bit != 0;
    let fires = fires(row)?;
    let function_oid: u32 = row.number()?;
    let (is_conditional, is_deferrable) = (row.flag()?, row.flag()?);
    let numbers: Vec<i16> = row.numbers()?;
    let arguments = arguments(&row.text()?)?;
    let Some(place) = building.place(table) else {
        return Ok(());
    };
    let function = building.facts.functions.get(&function_oid).ok_or(ReadError::Changed)?;
    let trigger = Trigger {
        name,
        before_insert: has(trigger_type::BEFORE) && has(trigger_type::INSERT),
        after_insert: !has(trigger_type::BEFORE) && has(trigger_type::INSERT),
        for_each_row: has(trigger_type::ROW),
        on_update: has(trigger_type::UPDATE),
        on_delete: has(trigger_type::DELETE),
        on_truncate: has(trigger_type::TRUNCATE),
        update_columns: building.column_names(place, &numbers)?,
        fires,
        is_conditional,
        is_deferrable,
        arguments,
        function: format!("{}.{}", function.schema, function.name),
        language: function.language.clone(),
        trusted: function.is_trusted,
        source: function.source.clone(),
        function_oid,
        functions: building.called_by("pg_trigger", oid),
    };
    if let Some(table) = building.table(table) {
        table.triggers.push(trigger);
    }
    Ok(())
}

/// The arguments of a trigger, whose bytes come in hexadecimal digits, each argument with a zero byte behind it.
fn arguments(digits: &str) -> Result<Vec<String>, ReadError> {
    const NO_BYTES: ReadError = ReadError::Unexpected("a value is not bytes");
    let digits = digits.as_bytes().chunks(2);
    let bytes = digits.map(|pair| {
        let pair = std::str::from_utf8(pair).map_err(|_| NO_BYTES)?;
        u8::from_str_radix(pair, 16).map_err(|_| NO_BYTES)
    });
    let bytes = bytes.collect::<Result<Vec<_>, _>>()?;
    let mut arguments = bytes.split(|byte| *byte == 0).collect::<Vec<_>>();
    arguments.pop();
    let arguments = arguments.into_iter().map(String::from_utf8_lossy);
    Ok(arguments.map(std::borrow::Cow::into_owned).collect())
}
