//! Lines of records, and records of COPY's lines.

use std::ops::RangeInclusive;
use std::sync::{Arc, Mutex, PoisonError};

use super::breaks::{BreakList, Breaks};
use super::dialect::Dialect;
use super::line_break::LineBreak;
use super::position::{CopyStart, Position};
use super::reread::breaks_between;
use super::sizes::Sizes;
use crate::input::Reopener;

/// Tells afterwards on which line of the file a record is.
///
/// For each part of the file it keeps the place of its beginning, and the records in it that have several lines. In
/// memory that is bounded: parts become larger, and the lists of early parts are forgotten. Of a regular file such a
/// part is read again when it is asked for; of a pipe the answer is then a range of lines.
#[derive(Clone)]
pub(crate) struct LineIndex {
    dialect: Dialect,
    file: Option<Reopener>,
    places: Arc<Mutex<Places>>,
}

/// The parts of a file up to the last block.
struct Places {
    parts: Vec<Part>,
    end: Position,
    line_break: LineBreak,
    /// The bytes of all lists.
    listed: usize,
    sizes: Sizes,
}

#[derive(Clone)]
struct Part {
    start: Position,
    end: Position,
    /// None if it was forgotten.
    list: Option<BreakList>,
}

impl LineIndex {
    pub(super) fn new(dialect: Dialect, file: Option<Reopener>, sizes: Sizes) -> Self {
        Self {
            dialect,
            file,
            places: Arc::new(Mutex::new(Places {
                parts: Vec::new(),
                end: Position::START,
                line_break: LineBreak::Lf,
                listed: 0,
                sizes,
            })),
        }
    }

    /// The line of the file, from 1, on which a record begins; None if the record has not been read. A range of several
    /// lines if it cannot be told more exactly. May read the file.
    pub(crate) fn line(&self, record: u64) -> Option<RangeInclusive<u64>> {
        let part = self.with(|places| places.part_of(record))?;
        let line_end = self.dialect.line_end().byte();
        let before = record - part.start.record;
        let Some(list) = self.list(&part) else {
            let first = part.start.line + before;
            let extra = (part.end.line - part.start.line).saturating_sub(part.end.record - part.start.record);
            return Some(first..=first + extra);
        };
        let extra = list.iter().map_while(|found| match found.breaks {
            Some(breaks) => (found.record < before).then(|| breaks.of(line_end)),
            None => (found.record <= before).then_some(1),
        });
        let line = part.start.line + before + extra.sum::<u64>();
        Some(line..=line)
    }

    /// The record that a line of a COPY command belongs to, in the data that
    /// [`into_copy_data`](super::Block::into_copy_data) gave it; None if there is none. The line is the one in the
    /// server's message, counted from 1. A range of several records if it cannot be told more exactly. May read the file.
    pub(crate) fn record_of_copy_line(&self, copy: &CopyStart, line: u64) -> Option<RangeInclusive<u64>> {
        let (part, line_break) =
            self.with(|places| Some((places.part_of_copy_line(copy, line)?, places.line_break)))?;
        let lines = CopyLines { copy, line_break };
        // A part that was joined may begin before the command.
        let from = if part.start.record < copy.at.record {
            copy.at
        } else {
            part.start
        };
        let left = line.checked_sub(lines.before(from))?.checked_sub(1)?;
        let last = from.record + left;
        let range = if let Some(list) = self.list(&part) {
            let record = lines.find(&part, &list, from, left);
            record..=record
        } else {
            let records = part.end.record - from.record;
            let extra = (lines.before(part.end) - lines.before(from)).saturating_sub(records);
            let end = part.end.record.checked_sub(1)?;
            last.saturating_sub(extra).max(from.record)..=last.min(end)
        };
        self.with(|places| (!range.is_empty() && *range.end() < places.end.record).then_some(range))
    }

    pub(super) fn push(&self, start: Position, list: BreakList, end: Position, line_break: LineBreak) {
        self.with(|places| places.push(start, list, end, line_break));
    }

    /// Forgets the parts so far, which have no record.
    pub(super) fn clear(&self) {
        self.with(|places| {
            places.parts.clear();
            places.listed = 0;
        });
    }

    /// The list of a part, read again if it was forgotten.
    fn list(&self, part: &Part) -> Option<BreakList> {
        if part.list.is_some() {
            return part.list.clone();
        }
        let again = breaks_between(self.file.as_ref()?, self.dialect, part.start, part.end);
        again.ok().flatten()
    }

    fn with<T>(&self, look: impl FnOnce(&mut Places) -> T) -> T {
        look(&mut self.places.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Places {
    fn push(&mut self, start: Position, mut list: BreakList, end: Position, line_break: LineBreak) {
        list.shrink();
        self.listed += list.size();
        let list = Some(list);
        self.parts.push(Part { start, end, list });
        self.end = end;
        self.line_break = line_break;
        if self.parts.len() > self.sizes.parts {
            self.join();
        }
        let mut oldest = self.parts.iter_mut();
        while self.listed > self.sizes.lists {
            let Some(part) = oldest.next() else { break };
            let size = part.list.as_ref().map_or(0, BreakList::size);
            if size > 0 {
                part.list = None;
                self.listed -= size;
            }
        }
    }

    /// Makes one part of two.
    fn join(&mut self) {
        let mut joined: Vec<Part> = Vec::with_capacity(self.parts.len());
        for (n, part) in std::mem::take(&mut self.parts).into_iter().enumerate() {
            match joined.last_mut() {
                Some(first) if n % 2 == 1 => first.append(part),
                _ => joined.push(part),
            }
        }
        self.listed = joined
            .iter()
            .filter_map(|part| part.list.as_ref())
            .map(BreakList::size)
            .sum();
        self.parts = joined;
    }

    fn part_of(&self, record: u64) -> Option<Part> {
        if record >= self.end.record {
            return None;
        }
        let behind = self.parts.partition_point(|part| part.start.record <= record);
        self.parts.get(behind.checked_sub(1)?).cloned()
    }

    fn part_of_copy_line(&self, copy: &CopyStart, line: u64) -> Option<Part> {
        let lines = CopyLines {
            copy,
            line_break: self.line_break,
        };
        let is_before = |part: &Part| part.start.record <= copy.at.record || lines.before(part.start) < line;
        let behind = self.parts.partition_point(is_before);
        self.parts.get(behind.checked_sub(1)?).cloned()
    }
}

impl Part {
    fn append(&mut self, next: Self) {
        self.list = match (self.list.take(), next.list) {
            (Some(mut list), Some(more)) => {
                list.append(&more, next.start.record - self.start.record);
                list.shrink();
                Some(list)
            }
            _ => None,
        };
        self.end = next.end;
    }
}

/// Lines as COPY counts them: a line a record, and one for each line break in quotes that is of the kind that ends its
/// records. It knows that kind after the first record, and counts carriage returns before (`CopyReadLineText` in
/// copyfromparse.c).
struct CopyLines<'a> {
    copy: &'a CopyStart,
    line_break: LineBreak,
}

impl CopyLines<'_> {
    /// The lines of the command before a place.
    fn before(&self, place: Position) -> u64 {
        let start = self.copy.at;
        if place.record <= start.record {
            return 0;
        }
        let counted = self.line_break.counted();
        let in_quotes = place.breaks.of(counted) - start.breaks.of(counted);
        let first = self.copy.first;
        place.record - start.record + in_quotes - first.of(counted) + first.carriage_returns
    }

    /// The record of a part that has the line behind so many lines from a place.
    fn find(&self, part: &Part, list: &BreakList, from: Position, left: u64) -> u64 {
        let (mut record, mut left) = (from.record, left);
        for found in list.iter() {
            let at = part.start.record + found.record;
            let (Some(breaks), Some(plain)) = (found.breaks, at.checked_sub(record)) else {
                continue;
            };
            if left <= plain {
                break;
            }
            let lines = plain + 1 + self.in_record(at, breaks);
            if left < lines {
                return at;
            }
            (record, left) = (at + 1, left - lines);
        }
        record + left
    }

    fn in_record(&self, record: u64, breaks: Breaks) -> u64 {
        if record == self.copy.at.record {
            breaks.carriage_returns
        } else {
            breaks.of(self.line_break.counted())
        }
    }
}
