//! The layout of rows and index entries on pages (`heap_compute_data_size` in heaptuple.c, bufpage.h).

/// The bytes of a page.
pub const PAGE: u64 = 8_192;
/// The bytes of a page's header.
pub(super) const PAGE_HEADER: u64 = 24;
/// The bytes of the pointer to a row or entry.
pub(super) const POINTER: u64 = 4;
/// The length from which on the server moves values out of a row (`TOAST_TUPLE_THRESHOLD`).
const LONG_ROW: u64 = 2_032;
/// The bytes of a value's chunk in the TOAST table (`TOAST_MAX_CHUNK_SIZE`), and those that each chunk costs besides: its
/// row's header, three columns and pointer, and an entry in the index.
const CHUNK: u64 = 1_996;
const CHUNK_COST: u64 = 40 + 22;
/// The bytes that are left in the row of a value that was moved, at most.
const MOVED: u64 = 18;

/// A column as it lies in a row.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// The bytes of each value; None if they differ.
    pub(super) fixed: Option<u64>,
    /// The alignment in bytes.
    pub(super) align: u64,
    /// True if short values have a header of one byte, and long ones may be moved.
    pub(super) is_packed: bool,
}

/// The size of a row: what lies in the table's own file with its pointer, and what is moved out of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct RowSize {
    pub(super) row: u64,
    pub(super) moved: u64,
}

/// The size of a row whose values are this long, without their headers; None is NULL.
pub(super) fn row(slots: &[Slot], values: &[Option<u64>]) -> RowSize {
    let nulls = if values.iter().any(Option::is_none) {
        slots.len().div_ceil(8) as u64
    } else {
        0
    };
    let header = (23 + nulls).next_multiple_of(8);
    let mut values = values.to_vec();
    let mut moved = 0;
    let mut length = header + data(slots, &values);
    while length > LONG_ROW {
        let movable = slots.iter().zip(&mut values);
        let movable = movable.filter(|(slot, _)| slot.fixed.is_none() && slot.is_packed);
        let longest = movable.filter_map(|(_, value)| value.as_mut()).max();
        let Some(longest) = longest.filter(|longest| **longest > MOVED) else {
            break;
        };
        moved += *longest + longest.div_ceil(CHUNK) * CHUNK_COST;
        *longest = MOVED;
        length = header + data(slots, &values);
    }
    RowSize {
        row: length.next_multiple_of(8) + POINTER,
        moved,
    }
}

/// The size of an index entry with these values, with its pointer.
pub(super) fn entry(slots: &[&Slot], values: &[Option<u64>]) -> u64 {
    let header: u64 = if values.iter().any(Option::is_none) { 16 } else { 8 };
    let slots = slots.iter().copied().cloned().collect::<Vec<_>>();
    (header + data(&slots, values)).next_multiple_of(8) + POINTER
}

fn data(slots: &[Slot], values: &[Option<u64>]) -> u64 {
    let mut length: u64 = 0;
    for (slot, value) in slots.iter().zip(values) {
        let Some(value) = value else { continue };
        length = match slot.fixed {
            Some(fixed) => length.next_multiple_of(slot.align) + fixed,
            // VARATT_SHORT_MAX
            None if slot.is_packed && *value < 127 => length + value + 1,
            None => length.next_multiple_of(slot.align) + value + 4,
        };
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(fixed: Option<u64>, align: u64) -> Slot {
        Slot {
            fixed,
            align,
            is_packed: true,
        }
    }

    #[test]
    fn rows_are_aligned() {
        let slots = [slot(Some(4), 4), slot(Some(8), 8), slot(None, 4)];
        let size = |values: &[Option<u64>]| row(&slots, values).row;
        // 24 + (4, 4 unused, 8, 1 + 5) = 46, to 48.
        assert_eq!(size(&[Some(4), Some(8), Some(5)]), 52);
        assert_eq!(size(&[Some(4), None, None]), 24 + 8 + 4);
        // A header of four bytes from 127 bytes on.
        assert_eq!(size(&[Some(4), Some(8), Some(126)]), 24 + 144 + 4);
        assert_eq!(size(&[Some(4), Some(8), Some(127)]), 24 + 152 + 4);
        assert_eq!(entry(&[&slots[1]], &[Some(8)]), 20);
        assert_eq!(entry(&[&slots[1]], &[None]), 20);
    }

    #[test]
    fn long_values_are_moved_until_the_row_fits() {
        let slots = [slot(Some(8), 8), slot(None, 4), slot(None, 4)];
        let size = row(&slots, &[Some(8), Some(10_000), Some(1_000)]);
        assert_eq!(size.moved, 10_000 + 6 * CHUNK_COST);
        assert!(size.row > 1_000 && size.row < 1_100, "{size:?}");
        let plain = [Slot {
            is_packed: false,
            ..slot(None, 4)
        }];
        assert_eq!(row(&plain, &[Some(3_000)]).moved, 0);
    }
}
