//! Arrays.

use jiff::tz::TimeZone;

use super::difference::Difference;
use super::generators::fields;
use super::oracle::Oracle;
use crate::convert::{DateOrder, Notation, Reason};

#[tokio::test]
async fn arrays_are_those_of_the_server() {
    let Some(oracle) = Oracle::new("arrays_are_those_of_the_server").await else {
        return;
    };
    let cases: &[(&str, &str)] = &[
        ("int4[]", "-?[0-9]{1,5}|NULL|null| 7 |\"8\"|\"\""),
        (
            "text[]",
            "[a-z]{1,3}|NULL|\"NULL\"|\"[a-zä, {}]{0,4}\"|\"\\\\\\\\\\\\\"\"|a\\\\,b|a\\\\ | b c |\"\"|nu\\\\ll",
        ),
        ("numeric(6,2)[]", "-?[0-9]{1,4}\\.[0-9]{2}|NULL|1e2|NaN"),
        ("float8[]", "-?[0-9]{1,4}\\.[0-9]{2}|NULL|inf|\"1e2\""),
        ("date[]", "20[0-2][0-9]-0[1-9]-[12][0-9]|NULL|infinity"),
        (
            "timestamptz[]",
            "\"20[0-2][0-9]-0[1-9]-[12][0-9] 10:11:12\\+0[0-9]\"|NULL",
        ),
        ("interval[]", "\"[0-9] days -?[0-9]{2}:00:00\"|1h|NULL"),
        ("mood[]", "happy|sad|\"so, so\"|\"q\\\\\"uote\"|NULL|\"null\"|hapy"),
        ("cents[]", "[0-9]{1,4}\\.[0-9]{2}|NULL"),
        ("jsonb[]", "\"\\{\\\\\"a\\\\\": [0-9]\\}\"|1|null|\"null\""),
        ("bytea[]", "\"\\\\\\\\x[0-9a-f]{4}\"|abc|NULL"),
        ("bool[]", "t|f|yes|NULL|\"off\""),
        ("uuid[]", "[0-9a-f]{32}|NULL"),
        ("varchar(3)[]", "[a-z]{0,3}|NULL"),
        ("point[]", "\"\\([0-9],[0-9]\\)\"|NULL"),
        ("pair[]", "\"\\([0-9],x\\)\"|NULL"),
    ];
    for (ty, element) in cases {
        let row = format!("(({element})(,({element})){{0,3}})");
        let all = fields(
            150,
            &[
                &format!(" ?\\{{ ?{row} ?\\}} ?"),
                &format!("\\{{\\{{({element}),({element})\\}} ?, ?\\{{({element}),({element})\\}}\\}}"),
                &format!("\\[[0-2]:2\\]=\\{{({element}),({element})\\}}"),
                &format!("\\[-1:0\\]\\[2:2\\] ?= ?\\{{\\{{({element})\\}},\\{{({element})\\}}\\}}"),
                "\\{\\}|\\{ \\}|\\{\\{\\}\\}|\\{\\{\\},\\{\\}\\}|",
            ],
        );
        let outcome = Difference {
            // The server alone knows what is no point.
            broken: !matches!(*ty, "point[]" | "pair[]"),
            // `1.0` in an array of integers.
            also: (*ty == "int4[]").then_some("$1::numeric[]::int4[]"),
            // The versions of PostgreSQL differ in the odd forms: `{{},{}}`, `{"a"b}`. `[5:4]={}` is new in 17.
            // Dates and times have odd forms of their own (times.rs).
            stricter: |_, reason| match reason {
                Reason::Array(_) => true,
                Reason::Element(reason) => matches!(
                    **reason,
                    Reason::Not("a date" | "a time" | "a timestamp" | "an interval")
                        | Reason::UnknownZone
                        | Reason::TwoDigitYear
                        | Reason::DateOrder { .. }
                        | Reason::NoZone
                        | Reason::DuplicateKey
                        // That cast of `also` rounds.
                        | Reason::NotWhole
                        // The server's cast cuts; COPY's input does not.
                        | Reason::TooLong(_)
                ),
                _ => false,
            },
            ..Difference::new(&oracle, ty)
        }
        .run(&all)
        .await;
        assert!(outcome.same > 250, "{ty}: {outcome:?}");
    }
}

#[tokio::test]
async fn the_notation_of_dates_holds_in_arrays_and_that_of_numbers_does_not() {
    let Some(oracle) = Oracle::new("the_notation_of_dates_holds_in_arrays_and_that_of_numbers_does_not").await else {
        return;
    };
    let notation = Notation {
        dates: Some(DateOrder::Dmy),
        decimal: ',',
        thousands: Some('.'),
        timezone: Some(TimeZone::get("Europe/Berlin").unwrap()),
        ..Notation::default()
    };
    let of = |ty| Difference {
        notation: notation.clone(),
        settings: "SET DateStyle = 'ISO, DMY'; SET TimeZone = 'Europe/Berlin'",
        broken: false,
        ..Difference::new(&oracle, ty)
    };
    let all = fields(
        200,
        &["\\{(0[1-9]|1[0-9])[./](0[1-9]|1[0-2])[./]20[0-9]{2}(,2024-04-03)?\\}"],
    );
    let mixed = |field: &String| field.contains('.') != field.contains('/');
    let all: Vec<String> = all.into_iter().filter(mixed).collect();
    assert_eq!(of("date[]").run(&all).await.same, all.len());
    let all = fields(200, &["\\{\"(0[1-9]|1[0-9])\\.0[4-9]\\.20[0-9]{2} 10:00\"\\}"]);
    assert_eq!(of("timestamptz[]").run(&all).await.same, all.len());
    let all = fields(200, &["\\{[0-9]{1,3}\\.[0-9]{3},[0-9]{3}\\}"]);
    assert_eq!(of("numeric[]").run(&all).await.same, all.len());
}
