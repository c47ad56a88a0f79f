//! Lists of line breaks.

use proptest::prelude::*;

use crate::csv::breaks::{Break, BreakList, Breaks};

proptest! {
    #[test]
    fn lists_give_back_and_join(parts in prop::collection::vec(
        (prop::collection::vec((0_u64..300, prop_oneof![0_u64..3, any::<u64>()], 0_u64..3), 0..6), 0_u64..1000), 0..4,
    )) {
        let (mut joined, mut expected, mut from) = (BreakList::default(), Vec::new(), 0);
        for (breaks, more) in parts {
            let (mut list, mut record) = (BreakList::default(), 0);
            for (gap, line_feeds, carriage_returns) in breaks {
                record += gap;
                let breaks = Breaks { line_feeds, carriage_returns };
                if breaks == Breaks::NONE {
                    list.push_record(record, breaks);
                    list.push_empty_line(record);
                } else {
                    list.push_record(record, breaks);
                }
                expected.push(Break { record: from + record, breaks: (breaks != Breaks::NONE).then_some(breaks) });
            }
            joined.append(&list, from);
            from += record + more;
        }
        prop_assert_eq!(joined.iter().collect::<Vec<_>>(), expected);
    }
}
