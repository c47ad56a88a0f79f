//! Rows of typical tables, as people see them: `cargo test -p blink-schema --test it -- shown --nocapture`.

use blink_schema::facts::Types;
use blink_schema::meaning::meanings_of;
use blink_schema::value::{Decimal, Value};
use blink_schema::words::{Bits, make};

use super::row;
use crate::meanings::{column, table};

const TABLES: &str = include_str!("tables.txt");

fn shown(value: &Value<'_>) -> String {
    match value {
        Value::Text(text) | Value::Json(text) | Value::Literal(text) => text.to_string(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => number.to_string(),
        Value::Decimal(Decimal { unscaled, scale }) => {
            let power = 10_i128.pow(u32::from(*scale));
            format!(
                "{}.{:0width$}",
                unscaled / power,
                unscaled % power,
                width = usize::from(*scale)
            )
        }
        Value::Bool(flag) => flag.to_string(),
        Value::Date(days) => date(i64::from(*days)),
        Value::Timestamp(micros) => {
            let seconds = micros / 1_000_000 % 86_400;
            format!(
                "{} {:02}:{:02}",
                date(micros / 86_400_000_000),
                seconds / 3600,
                seconds / 60 % 60
            )
        }
        Value::Array(values) => format!("{{{}}}", values.iter().map(shown).collect::<Vec<_>>().join(", ")),
        other => format!("{other:?}"),
    }
}

/// Days since 2000 as a year and the day in it: enough to read.
fn date(days: i64) -> String {
    let (mut year, mut left) = (2000, days);
    loop {
        let length = if year % 4 == 0 { 366 } else { 365 };
        if left < 0 {
            year -= 1;
            left += if year % 4 == 0 { 366 } else { 365 };
        } else if left >= length {
            left -= length;
            year += 1;
        } else {
            return format!("{year}+{left}");
        }
    }
}

#[test]
fn rows_of_typical_tables_are_fit_to_be_shown() {
    let mut tables = 0;
    for line in TABLES.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let (name, columns) = line.split_once(": ").unwrap();
        let columns = columns.split(", ").map(|part| part.split_once(' ').unwrap());
        let table = table(name, columns.map(|(name, ty)| column(name, ty)).collect());
        println!("\n{name}");
        for (column, found) in table.columns.iter().zip(meanings_of(&table, &Types::default())) {
            println!(
                "  {} {}: {} ({}, {} %)",
                column.name, column.ty.name, found.meaning, found.because, found.confidence
            );
        }
        for number in 0..10 {
            let cells = meanings_of(&table, &Types::default())
                .into_iter()
                .enumerate()
                .map(|(place, found)| {
                    let identity = row(number * 31 + 7).party(found.party);
                    let mut scratch = String::new();
                    let limits = found.limits().unwrap();
                    let value = make(
                        found.meaning,
                        &identity,
                        Bits::of(number, place as u64),
                        &limits,
                        &mut scratch,
                    );
                    shown(&value)
                });
            let cells: Vec<String> = cells.collect();
            assert!(cells.iter().all(|cell| !cell.is_empty() && cell != "-"), "{cells:?}");
            println!("{}", cells.join(" | "));
        }
        tables += 1;
    }
    assert_eq!(tables, 15);
}
