//! Reasons.

use crate::convert::{ColumnType, Converter, Notation, Reason, TypeKind};

#[test]
fn a_reason_is_small_and_equal_reasons_are_equal() {
    assert!(size_of::<Result<(), Reason>>() <= 24);
    let unequal = [
        Reason::NoZone,
        Reason::TooLong(3),
        Reason::TooLong(4),
        Reason::Label(None),
    ];
    let reasons = std::collections::HashSet::from(unequal.clone());
    assert_eq!(reasons.len(), unequal.len());
    assert_eq!(
        Reason::Element(Box::new(Reason::TooManyDecimals(2))).flag(),
        Some("--round")
    );
}

#[test]
fn the_nearest_label_is_offered() {
    let labels = ["happy", "sad", "in progress"].map(str::to_owned).to_vec();
    let ty = ColumnType {
        oid: 1,
        name: "mood".to_owned(),
        typmod: -1,
        kind: TypeKind::Enum(labels),
    };
    let converter = Converter::new(&ty, &Notation::default());
    let reason = |field: &str| converter.text(field, &mut String::new()).unwrap_err().to_string();
    assert_eq!(reason("Happy"), "not a label of the enum; nearest is \"happy\"");
    assert_eq!(
        reason("in progres"),
        "not a label of the enum; nearest is \"in progress\""
    );
    assert_eq!(reason("dreadful"), "not a label of the enum");
    assert_eq!(reason("xyz"), "not a label of the enum");
    assert_eq!(reason(&"x".repeat(100_000)), "not a label of the enum");
}
