//! Reading a schema and planning, with what has to be written for that.

use blink_schema::Filling;

use super::emptied::tables;
use super::words::failed;
use crate::args::{Rehearsal, RowOptions};
use crate::commands::running::look_and_confirm;
use crate::connect::Connected;
use crate::exit::Failure;
use crate::guard::Confirmation;
use crate::terminal::{Output, escape};

/// The words on what is written for a size that is asked for.
pub(super) const MEASURED: &str = "Some rows are stored in temporary tables first, measured and taken back (--size).";

/// Reads the schema and plans. Nothing is written: of a size that is asked for nothing is known yet.
pub(super) async fn filling(
    rows: &RowOptions,
    rehearsal: Rehearsal,
    connected: &mut Connected,
) -> Result<Filling, Failure> {
    let mut options = rows.of_filling(rehearsal);
    options.size = None;
    let filling = Box::pin(Filling::read(&mut connected.client, options)).await;
    filling.map_err(|error| failed(&error))
}

/// Plans so many rows as take the size that is asked for, once the database is confirmed: some rows are stored in temporary
/// tables, measured and taken back.
pub(super) async fn filling_of_size(
    confirmed: Filling,
    rows: &RowOptions,
    rehearsal: Rehearsal,
    connected: &mut Connected,
) -> Result<Filling, Failure> {
    let reading = Filling::read(&mut connected.client, rows.of_filling(rehearsal));
    let filling = Box::pin(reading).await.map_err(|error| failed(&error))?;
    let known = tables(confirmed.plan());
    // Somebody may have taken long to confirm, and has seen only these.
    match tables(filling.plan()).into_iter().find(|table| !known.contains(table)) {
        None => Ok(filling),
        Some(table) => {
            let table = table.to_string();
            let message = format!("{} was changed meanwhile; nothing was written", escape(&table));
            Err(Failure::refused(message).with_help("try again"))
        }
    }
}

/// Reads the schema and plans for a command that stores no row that stays, and has the database confirmed if it stores some
/// that do not: to rehearse, or to measure them.
pub(super) async fn reading(
    rows: &RowOptions,
    rehearsal: Rehearsal,
    confirm: Option<&str>,
    connected: &mut Connected,
    output: &Output,
) -> Result<Filling, Failure> {
    let filling = filling(rows, rehearsal, connected).await?;
    let also = match (rehearsal, rows.size) {
        (Rehearsal::Off, None) => return Ok(filling),
        (Rehearsal::Off, Some(_)) => {
            "Some rows are stored in temporary tables, measured and taken back (--size); nothing stays."
        }
        (_, None) => "Some rows of each table are stored and taken back (--rehearse); nothing stays.",
        (_, Some(_)) => {
            "Some rows of each table are stored and taken back (--size in temporary tables, --rehearse); nothing stays."
        }
    };
    if filling.plan().tables.is_empty() {
        return Ok(filling);
    }
    let confirmation = Confirmation {
        name: confirm,
        truncates: false,
        also: Some(also),
    };
    look_and_confirm(connected, &tables(filling.plan()), confirmation, output).await?;
    if rows.size.is_none() {
        return Ok(filling);
    }
    filling_of_size(filling, rows, rehearsal, connected).await
}
