//! A snapshot of the server's transactions: which had ended when it was taken.

use std::num::ParseIntError;

/// A `txid_snapshot`, as in `10:20:11,12`. Its numbers have the epoch in front of the 32 bits of a row's xmin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Snapshot {
    /// The oldest transaction that was running.
    xmin: i64,
    /// One more than the newest transaction that had ended.
    xmax: i64,
    /// The transactions in between that were running, without their savepoints.
    running: Vec<i64>,
}

impl Snapshot {
    pub(crate) fn parse(text: &str) -> Result<Self, ParseIntError> {
        let mut parts = text.splitn(3, ':');
        let (xmin, xmax) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
        let running = parts.next().unwrap_or("").split(',').filter(|id| !id.is_empty());
        Ok(Self {
            xmin: xmin.parse()?,
            xmax: xmax.parse()?,
            running: running.map(str::parse).collect::<Result<_, _>>()?,
        })
    }

    /// Returns true if no transaction of any session has ended from this snapshot to that one.
    pub(super) fn is_same(&self, now: &Self) -> bool {
        // The oldest one alone tells nothing: it is another one, too, once this session has a number.
        (self.xmax, &self.running) == (now.xmax, &now.running)
    }

    /// Returns the whole number of a row's xmin if the row was not visible in this snapshot, but is in that one. It may be
    /// a number of this very session's, too.
    ///
    /// `locked` is true if another session had a lock then under which it may have changed the row in a savepoint. A
    /// snapshot does not list the numbers of savepoints: one above that of a running transaction may be its savepoint's.
    pub(super) fn unseen(&self, xid: u32, locked: bool, now: &Self) -> Option<i64> {
        // The number nearest to the present. Those of older rows, which were frozen, lie in the few between the snapshots
        // hardly ever, wherever they seem to be.
        let bits = u32::try_from(now.xmax & i64::from(u32::MAX)).unwrap_or_default();
        let (ahead, behind) = (xid.wrapping_sub(bits), bits.wrapping_sub(xid));
        let id = if ahead < behind {
            now.xmax + i64::from(ahead)
        } else {
            now.xmax - i64::from(behind)
        };
        let mut before = self.running.iter().filter(|running| **running < id);
        let came =
            id >= self.xmax || self.running.contains(&id) || locked && before.any(|running| now.has_ended(*running));
        (came && id < now.xmax).then_some(id)
    }

    /// Returns true if a transaction that was running before has ended.
    fn has_ended(&self, id: i64) -> bool {
        id < self.xmax && !self.running.contains(&id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn snapshot(text: &str) -> Snapshot {
        Snapshot::parse(text).unwrap()
    }

    #[test]
    fn only_the_end_of_a_transaction_makes_another_snapshot() {
        let seen = snapshot("10:20:10,15");
        assert!(seen.is_same(&snapshot("10:20:10,15")));
        assert!(snapshot("20:20:").is_same(&snapshot("17:20:")));
        assert!(!seen.is_same(&snapshot("10:20:10")));
        assert!(!seen.is_same(&snapshot("10:21:10,15")));
        assert!(Snapshot::parse("").is_err() && Snapshot::parse("1:2:x").is_err());
    }

    #[test]
    fn a_row_is_unseen_if_its_transaction_ended_later() {
        let (seen, now) = (snapshot("10:20:10,15"), snapshot("15:30:15,25"));
        let unseen = |xid| seen.unseen(xid, false, &now);
        assert_eq!([9, 11, 14, 19].map(unseen), [None; 4]);
        assert_eq!([10, 20, 29].map(unseen), [Some(10), Some(20), Some(29)]);
        // It is this session's own, or one of the numbers before they began again.
        assert_eq!([30, 4_000_000_000].map(unseen), [None; 2]);
    }

    #[test]
    fn a_savepoint_of_a_transaction_that_has_ended_is_unseen_in_a_table_that_was_locked() {
        let seen = snapshot("10:20:10,15");
        let unseen = |xid, now| seen.unseen(xid, true, &snapshot(now));
        assert_eq!(unseen(12, "15:30:15"), Some(12));
        // That one runs still, or this is older.
        assert_eq!(unseen(12, "10:30:10"), None);
        assert_eq!(unseen(9, "15:30:15"), None);
    }

    #[test]
    fn numbers_begin_again_after_32_bits() {
        const EPOCH: i64 = 1 << 32;
        let seen = Snapshot {
            xmin: EPOCH - 2,
            xmax: EPOCH - 2,
            running: Vec::new(),
        };
        let now = Snapshot {
            xmin: EPOCH + 5,
            xmax: EPOCH + 5,
            running: Vec::new(),
        };
        let unseen = |xid| seen.unseen(xid, false, &now);
        assert_eq!(unseen(u32::MAX), Some(EPOCH - 1));
        assert_eq!(unseen(3), Some(EPOCH + 3));
        assert_eq!([u32::MAX - 2, 5, 1 << 31].map(unseen), [None; 3]);
    }
}
