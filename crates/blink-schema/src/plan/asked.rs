//! The tables and numbers that were asked for by name, and that a plan cannot do.

use blink::__private::counted;

use super::options::Options;
use super::own;
use super::planned::Plan;
use crate::mistakes::Mistake;

/// A mistake for each table that was asked for by name and is not filled as asked.
pub(super) fn not_as_asked(plan: &Plan, options: &Options) -> Vec<Mistake> {
    let asked = &options.selection.tables;
    let alone = plan.left_alone.iter().filter(|table| asked.contains(&table.table));
    let mut mistakes = alone
        .map(|table| {
            Mistake::new(
                format!("{} cannot be filled: {}", table.table, table.because),
                "leave it out",
            )
        })
        .collect::<Vec<_>>();
    mistakes.extend(plan.own.iter().flat_map(own::mistakes));
    for (name, rows) in &options.rows_of {
        match plan.tables.iter().find(|table| table.name == *name) {
            Some(table) if table.rows != *rows => {
                let because = table
                    .because
                    .as_deref()
                    .unwrap_or("its foreign keys allow no other number");
                mistakes.push(Mistake::new(
                    format!("{name} cannot have {}: {because}", counted(*rows, "row")),
                    format!("ask for {}", counted(table.rows, "row")),
                ));
            }
            Some(_) => {}
            None => mistakes.push(Mistake::new(
                format!("{name} cannot have {}: it is not filled", counted(*rows, "row")),
                "leave its number of rows out",
            )),
        }
    }
    mistakes
}
