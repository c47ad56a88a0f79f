//! The detection of a file's notation.

use super::exact::base;
use crate::convert::column_type::oid;
use crate::convert::readings::Aspect;
use crate::convert::{DateOrder, Notation, Readings, Verdict};

/// The verdict on a column's fields in short words.
fn verdict(oid: u32, typmod: i32, fields: &[&str]) -> String {
    let base_notation = Notation::default();
    let mut readings = Readings::new(&base(oid, typmod), &base_notation).unwrap();
    for field in fields {
        readings.add(field);
    }
    said(&readings, &base_notation)
}

fn said(readings: &Readings, base: &Notation) -> String {
    let one = |notation: &Notation| match readings.aspect() {
        Aspect::Dates => format!("{:?}", notation.dates),
        Aspect::Numbers => format!(
            "{}{}",
            notation.decimal,
            notation.thousands.map(String::from).unwrap_or_default()
        ),
        Aspect::Booleans => format!("{:?}", notation.booleans),
    };
    match readings.verdict(base) {
        Verdict::Same => "same".to_owned(),
        Verdict::One(notation) => one(&notation),
        Verdict::Several(notations) => notations.iter().map(one).collect::<Vec<_>>().join(" or "),
        Verdict::None => "none".to_owned(),
    }
}

#[test]
fn the_order_of_dates_is_found_or_asked_for() {
    for (fields, expected) in [
        (&["2024-04-03", "20240403", "3 Apr 2024", "infinity"][..], "same"),
        (&["13/04/2024", "01/02/2024"], "Some(Dmy)"),
        (&["01/02/2024", "04/13/2024"], "Some(Mdy)"),
        (&["01/02/2024", "03/04/2024"], "Some(Dmy) or Some(Mdy)"),
        (&["01/01/2024", "02/02/2024"], "same"),
        (&["13/04/2024", "04/13/2024"], "none"),
        (&["13/04/2024", "rubbish", "", "99/99/2024"], "Some(Dmy)"),
        (&["99-04-03"], "Some(Ymd)"),
        (&["31.12.99"], "Some(Dmy)"),
    ] {
        assert_eq!(verdict(oid::DATE, -1, fields), expected, "{fields:?}");
    }
    // Neither a missing zone nor a loss hides the order.
    assert_eq!(verdict(oid::TIMESTAMPTZ, 0, &["13.04.2024 10:00:00.5"]), "Some(Dmy)");
}

#[test]
fn the_style_of_numbers_is_found_or_asked_for() {
    for (ty, fields, expected) in [
        (oid::NUMERIC, &["1", "-20", "300"][..], "same"),
        (oid::NUMERIC, &["1.5", "2"], "same"),
        (oid::NUMERIC, &["1,5", "2"], ","),
        (oid::NUMERIC, &["1.234,5"], ",."),
        (oid::NUMERIC, &["1,234.5"], ".,"),
        (oid::NUMERIC, &["1 234,5"], ", "),
        (oid::NUMERIC, &["1\u{a0}234,5", "0,5"], ", "),
        (oid::NUMERIC, &["1'234.50"], ".'"),
        (oid::NUMERIC, &["1,234"], ", or .,"),
        (oid::NUMERIC, &["1.234"], ". or ,."),
        (oid::NUMERIC, &["1.234", "1.5"], "same"),
        (oid::NUMERIC, &["1,5", "1.5"], "none"),
        (oid::INT4, &["1.234", "1"], ",."),
        (oid::INT4, &["1,234", "12"], ".,"),
        (oid::FLOAT8, &["1,5", "rubbish"], ","),
    ] {
        assert_eq!(verdict(ty, -1, fields), expected, "{fields:?}");
    }
    // A loss is no reason for another reading.
    assert_eq!(verdict(oid::NUMERIC, (10 << 16 | 2) + 4, &["1.239"]), ". or ,.");
}

#[test]
fn words_for_booleans_are_found() {
    assert_eq!(verdict(oid::BOOL, -1, &["t", "no"]), "same");
    assert_eq!(verdict(oid::BOOL, -1, &["ja", "nein"]), "Some((\"ja\", \"nein\"))");
    assert_eq!(verdict(oid::BOOL, -1, &["vrai", "faux"]), "Some((\"vrai\", \"faux\"))");
    assert_eq!(verdict(oid::BOOL, -1, &["maybe"]), "same");
}

#[test]
fn columns_are_joined_into_one_answer_for_the_file() {
    let notation = Notation::default();
    let readings = |fields: &[&str]| {
        let mut readings = Readings::new(&base(oid::DATE, -1), &notation).unwrap();
        fields.iter().for_each(|field| readings.add(field));
        readings
    };
    let mut all = readings(&["01/02/2024"]);
    assert_eq!(said(&all, &notation), "Some(Dmy) or Some(Mdy)");
    all.join(&readings(&["13/02/2024", "x"]));
    assert_eq!(said(&all, &notation), "Some(Dmy)");
    let mut all = readings(&["2024-01-01"]);
    all.join(&readings(&[]));
    assert_eq!(said(&all, &notation), "same");
    assert!(Readings::new(&base(oid::TEXT, -1), &notation).is_none());
    // The option of the user about something else stays.
    let base_notation = Notation {
        round: true,
        decimal: ',',
        ..Notation::default()
    };
    let mut one = Readings::new(&base(oid::DATE, -1), &base_notation).unwrap();
    one.add("13/02/2024");
    let Verdict::One(found) = one.verdict(&base_notation) else {
        panic!()
    };
    assert_eq!(
        (found.dates, found.decimal, found.round),
        (Some(DateOrder::Dmy), ',', true)
    );
    assert!(found.two_digit_years.is_none() && found.timezone.is_none());
}
