//! The line breaks of a part of a file, read again.

use super::breaks::BreakList;
use super::dialect::Dialect;
use super::position::Position;
use super::splitter::Splitter;
use crate::input::{Input, InputError, Reopener};

/// Reads the part of a file between two places again; None if there is something else now.
pub(super) fn breaks_between(
    file: &Reopener,
    dialect: Dialect,
    from: Position,
    to: Position,
) -> Result<Option<BreakList>, InputError> {
    let mut input = Input::reopen(file)?;
    input.skip(from.offset)?;
    let mut splitter = Splitter::new(dialect);
    let (mut at, mut list, mut text) = (from, BreakList::default(), String::new());
    let mut has_more = true;
    while at.record < to.record && has_more {
        has_more = input.read(&mut text)?;
        let most = to.record - at.record;
        if splitter.scan(text.as_bytes(), at, !has_more, most).is_err() {
            return Ok(None);
        }
        text.drain(..splitter.end);
        let bytes = splitter.end;
        let tally = splitter.cut();
        list.append(&tally.list, at.record - from.record);
        at = tally.behind(at, bytes);
    }
    Ok((at.record == to.record && at.breaks == to.breaks).then_some(list))
}
