//! Lines of records.

use std::ops::{Range, RangeInclusive};
use std::sync::{Arc, Mutex, PoisonError};

use super::breaks::BreakList;
use super::dialect::Dialect;
use super::position::Position;
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
                listed: 0,
                sizes,
            })),
        }
    }

    /// The line of the file, from 1, on which a record begins; None if the record has not been read. A range of several
    /// lines if it cannot be told more exactly. May read the file.
    pub(crate) fn line(&self, record: u64) -> Option<RangeInclusive<u64>> {
        let part = self.with(|places| places.part_of(record))?;
        let before = record - part.start.record;
        let Some(list) = self.list(&part) else {
            let first = part.start.line + before;
            let extra = (part.end.line - part.start.line).saturating_sub(part.end.record - part.start.record);
            return Some(first..=first + extra);
        };
        let extra = list.iter().map_while(|found| match found.breaks {
            Some(breaks) => (found.record < before).then_some(breaks.get()),
            None => (found.record <= before).then_some(1),
        });
        let line = part.start.line + before + extra.sum::<u64>();
        Some(line..=line)
    }

    /// The bytes of a part of the text in which a record is; None if the record has not been read.
    pub(crate) fn bytes_around(&self, record: u64) -> Option<Range<u64>> {
        let part = self.with(|places| places.part_of(record))?;
        Some(part.start.offset..part.end.offset)
    }

    pub(super) fn push(&self, start: Position, list: BreakList, end: Position) {
        self.with(|places| places.push(start, list, end));
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
    fn push(&mut self, start: Position, mut list: BreakList, end: Position) {
        list.shrink();
        self.listed += list.size();
        let list = Some(list);
        self.parts.push(Part { start, end, list });
        self.end = end;
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
