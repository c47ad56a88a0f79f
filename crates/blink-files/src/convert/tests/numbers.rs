//! Numbers and booleans.

use super::difference::Difference;
use super::generators::fields;
use super::oracle::Oracle;
use crate::convert::{DateOrder, Notation, Reason};

const INTEGERS: &[&str] = &[
    " ?[+-]?[0-9]{1,5} ?",
    "[+-]?[0-9]{1,20}",
    "[+-]?0{0,20}[0-9]{1,11}",
    "-?[0-9]{1,6}\\.0{0,3}",
    "-?[0-9]{1,4}(\\.[0-9]{0,3})?[eE][+-]?[0-9]{1,2}",
    "[-+0-9.eE ]{0,6}",
    "[0-9a-z_]{1,4}",
    "(-?(32767|32768|32769|2147483647|2147483648|2147483649|9223372036854775807|9223372036854775808|9223372036854775809|4294967295|4294967296))(\\.0)?",
];

const DECIMALS: &[&str] = &[
    "[ \t]?[+-]?[0-9]{1,12}(\\.[0-9]{0,12})?[ \n]?",
    "[+-]?[0-9]{0,3}\\.[0-9]{1,4}",
    "[+-]?[0-9]{1,5}(\\.[0-9]{0,5})?[eE][+-]?[0-9]{1,2}",
    "0{0,9}[0-9]{1,3}0{0,9}(\\.0{0,9}[0-9]{0,3}0{0,9})?",
    "-?9{1,8}\\.?9{1,5}[4-6]?",
    "(\\+|-)?(nan|NaN|inf|Inf|infinity|Infinity|INFINITY)",
    "[-+0-9.eE ]{0,6}",
];

/// Before PostgreSQL 16 and 14, some words and digits are not known.
fn integer_is_stricter(field: &str, _: &Reason) -> bool {
    // numeric lets blanks stand before an exponent. PostgreSQL 16 reads 0x1F, 0o17, 0b1 and 1_000; `oidin` makes 4294967295 of -1.
    field.contains('_')
        || field.trim().contains(' ')
        || field.trim_start_matches([' ', '+', '-']).starts_with('0')
        || field.trim().starts_with('-')
}

#[tokio::test]
async fn whole_numbers_are_those_of_the_server() {
    let Some(oracle) = Oracle::new("whole_numbers_are_those_of_the_server").await else {
        return;
    };
    let fields = fields(500, INTEGERS);
    for (ty, also) in [
        (
            "int2",
            "CASE WHEN $1::numeric = trunc($1::numeric) THEN $1::numeric::int2 END",
        ),
        (
            "int4",
            "CASE WHEN $1::numeric = trunc($1::numeric) THEN $1::numeric::int4 END",
        ),
        (
            "int8",
            "CASE WHEN $1::numeric = trunc($1::numeric) THEN $1::numeric::int8 END",
        ),
        (
            "oid",
            "CASE WHEN $1::numeric = trunc($1::numeric) THEN $1::numeric::int8::oid END",
        ),
    ] {
        let mut fields = fields.clone();
        // Since PostgreSQL 16 `oidin` reads 013 as 11.
        fields.retain(|field| ty != "oid" || !field.trim().trim_start_matches('+').starts_with('0'));
        let outcome = Difference {
            also: Some(also),
            stricter: integer_is_stricter,
            broken: ty != "oid",
            ..Difference::new(&oracle, ty)
        }
        .run(&fields)
        .await;
        assert!(outcome.same > 900 && outcome.refused > 500, "{outcome:?}");
        assert_eq!(outcome.lossy, 0);
    }
}

#[tokio::test]
async fn numbers_with_decimals_are_those_of_the_server() {
    let Some(oracle) = Oracle::new("numbers_with_decimals_are_those_of_the_server").await else {
        return;
    };
    let mut fields = fields(400, DECIMALS);
    if blink_testdb::server().version() < 14 {
        fields.retain(|field| !field.to_lowercase().contains("inf"));
    }
    for word in [
        "1e16383",
        "1e-16383",
        "1e-16384",
        "1e131071",
        "1e131072",
        "0e131072",
        "0e-16384",
        "1e999999999",
        "1e99999999999",
        "0e99999999999",
        "1.5e-16383",
    ] {
        fields.push(word.to_owned());
    }
    let mut types = vec!["numeric", "numeric(10,2)", "numeric(3)", "numeric(20,10)"];
    if blink_testdb::server().version() >= 15 {
        types.extend(["numeric(5,-2)", "numeric(2,4)"]);
    }
    for ty in types {
        let outcome = Difference {
            // numeric lets blanks stand before an exponent. PostgreSQL 16 reads 0x1F and 1_000.
            // All let blanks stand before an exponent.
            stricter: |field, _| {
                // A column that rounds takes more decimals than numeric has.
                field.contains(['_', 'x', 'o', 'b']) || field.trim().contains(' ') || field.contains("e-1638")
            },
            ..Difference::new(&oracle, ty)
        }
        .run(&fields)
        .await;
        assert!(outcome.same > 100, "{outcome:?}");
        assert_eq!(outcome.lossy > 0, ty != "numeric", "{outcome:?}");
    }
}

#[tokio::test]
async fn floats_are_the_nearest_values() {
    let Some(oracle) = Oracle::new("floats_are_the_nearest_values").await else {
        return;
    };
    let mut fields = fields(400, DECIMALS);
    fields.extend(super::generators::fields(
        500,
        &["-?[0-9]\\.[0-9]{15,25}e-?[0-9]{1,3}", "-?[0-9]{1,25}\\.[0-9]{1,5}"],
    ));
    for field in [
        "-0", "-0.0e5", "1e-400", "1e400", "4.9e-324", "2.4e-324", "1e-46", "1e39", "0e999", "-1e-400",
    ] {
        fields.push(field.to_owned());
    }
    for ty in ["float4", "float8"] {
        let outcome = Difference {
            // `strtod` reads a sign before nan, and hexadecimal digits.
            stricter: |field, _| field.to_lowercase().contains("nan") || field.contains('x'),
            ..Difference::new(&oracle, ty)
        }
        .run(&fields)
        .await;
        assert!(outcome.same > 2000, "{outcome:?}");
    }
}

#[tokio::test]
async fn booleans_are_those_of_the_server() {
    let Some(oracle) = Oracle::new("booleans_are_those_of_the_server").await else {
        return;
    };
    let patterns = &[
        "[ \t]?(true|false|yes|no|on|off|t|f|y|n|1|0|TRUE|False|tr|fals|ye|o|of)[ \n]?",
        "[a-zA-Z01 ]{0,4}",
    ];
    let outcome = Difference::new(&oracle, "bool").run(&fields(500, patterns)).await;
    assert!(outcome.same > 500 && outcome.refused > 500, "{outcome:?}");
}

#[tokio::test]
async fn decimal_commas_and_separators_are_read_as_said() {
    let Some(oracle) = Oracle::new("decimal_commas_and_separators_are_read_as_said").await else {
        return;
    };
    let styles = [
        (',', None, "replace($1, ',', '.')", "-?[0-9]{1,9}(,[0-9]{0,2})?"),
        (
            ',',
            Some('.'),
            "replace(replace($1, '.', ''), ',', '.')",
            "-?[1-9][0-9]{0,2}(\\.[0-9]{3}){0,3}(,[0-9]{0,2})?",
        ),
        (
            '.',
            Some(','),
            "replace($1, ',', '')",
            "-?[1-9][0-9]{0,2}(,[0-9]{3}){0,3}(\\.[0-9]{0,2})?",
        ),
        (
            '.',
            Some(' '),
            "regexp_replace($1, '[ \u{a0}\u{202f}]', '', 'g')",
            "-?[1-9][0-9]{0,2}([ \u{a0}\u{202f}][0-9]{3}){0,3}(\\.[0-9]{0,2})?",
        ),
        (
            ',',
            Some('\''),
            "replace(regexp_replace($1, '[''’]', '', 'g'), ',', '.')",
            "-?[1-9][0-9]{0,2}(['’][0-9]{3}){0,3}(,[0-9]{0,2})?",
        ),
    ];
    for (decimal, thousands, plain, pattern) in styles {
        for ty in ["numeric(14,2)", "float8", "int8"] {
            let whole = pattern
                .replace("(,[0-9]{0,2})?", "(,0?)?")
                .replace("(\\.[0-9]{0,2})?", "(\\.0?)?");
            let pattern = if ty == "int8" { whole.as_str() } else { pattern };
            let fields = fields(500, &[pattern]);
            let column = oracle.column(ty).await;
            let notation = Notation {
                decimal,
                thousands,
                dates: Some(DateOrder::Dmy),
                ..Notation::default()
            };
            let converter = crate::convert::Converter::new(&column, &notation);
            let how = match ty {
                "int8" => format!("({plain})::numeric::{ty}"),
                ty => format!("({plain})::{ty}"),
            };
            let answers = oracle.answers_by(&how, &fields).await;
            let mut values = Vec::new();
            let mut expected = Vec::new();
            for (field, answer) in fields.iter().zip(answers) {
                let mut bytes = bytes::BytesMut::new();
                assert_eq!(converter.binary(field, &mut bytes), Ok(()), "{ty} {field:?}");
                values.push(bytes);
                expected.push(answer.unwrap());
            }
            for ((stored, expected), field) in oracle
                .store_binary(ty, &values)
                .await
                .unwrap()
                .iter()
                .zip(&expected)
                .zip(&fields)
            {
                assert_eq!(stored, expected, "{ty} {field:?}");
            }
        }
    }
}
