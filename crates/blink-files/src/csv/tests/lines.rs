//! Lists of line ends.

use std::num::NonZeroU64;

use proptest::prelude::*;

use crate::csv::breaks::{Break, BreakList};

proptest! {
    #[test]
    fn lists_give_back_and_join(parts in prop::collection::vec(
        (prop::collection::vec((0_u64..300, prop_oneof![0_u64..3, any::<u64>()]), 0..6), 0_u64..1000), 0..4,
    )) {
        let (mut joined, mut expected, mut from) = (BreakList::default(), Vec::new(), 0);
        for (breaks, more) in parts {
            let (mut list, mut record) = (BreakList::default(), 0);
            for (gap, breaks) in breaks {
                record += gap;
                if breaks == 0 {
                    list.push_record(record, breaks);
                    list.push_empty_line(record);
                } else {
                    list.push_record(record, breaks);
                }
                expected.push(Break { record: from + record, breaks: NonZeroU64::new(breaks) });
            }
            joined.append(&list, from);
            from += record + more;
        }
        prop_assert_eq!(joined.iter().collect::<Vec<_>>(), expected);
    }
}
