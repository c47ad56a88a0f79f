//! Values of every meaning: fit to be shown, within their limits, and reaching nobody.

mod nobody;
mod shown;
mod unique;

use blink_schema::value::Value;
use blink_schema::words::{Bits, Choice, Form, Identity, Limits, Meaning, make};

/// 2024-06-01 as microseconds since 2000.
const CREATED: i64 = 8_918 * 86_400_000_000;
/// 2024-09-01.
const UNTIL: i64 = 9_010 * 86_400_000_000;

const FORMS: [Form; 20] = [
    Form::Text,
    Form::Int,
    Form::Millis,
    Form::Float,
    Form::Decimal(0),
    Form::Decimal(2),
    Form::Bool,
    Form::Date,
    Form::Time,
    Form::Timestamp,
    Form::Interval,
    Form::Uuid,
    Form::Json,
    Form::Bytes,
    Form::Inet,
    Form::Cidr,
    Form::Mac,
    Form::Mac8,
    Form::Point,
    Form::Xml,
];

fn row(number: u64) -> Identity {
    Identity::new(Bits::new(number).draw(), CREATED, UNTIL)
}

fn text(meaning: Meaning, number: u64, limits: &Limits<'_>) -> String {
    let mut scratch = String::new();
    match make(meaning, &row(number), Bits::of(number, 77), limits, &mut scratch) {
        Value::Text(text) | Value::Json(text) | Value::Literal(text) => text.into_owned(),
        other => panic!("{meaning}: {other:?}"),
    }
}

#[test]
fn every_meaning_has_values_of_every_form() {
    for meaning in Meaning::ALL {
        for form in FORMS {
            for number in 0..40 {
                let mut scratch = String::new();
                let value = make(
                    *meaning,
                    &row(number),
                    Bits::new(number),
                    &Limits::of(form),
                    &mut scratch,
                );
                let kind = match (form, &value) {
                    (Form::Text, Value::Text(text)) | (Form::Json, Value::Json(text)) | (_, Value::Literal(text)) => {
                        !text.is_empty()
                    }
                    (Form::Int | Form::Millis, Value::Int(_))
                    | (Form::Float, Value::Float(_))
                    | (Form::Bool, Value::Bool(_))
                    | (Form::Date, Value::Date(_))
                    | (Form::Time, Value::Time(0..86_400_000_000))
                    | (Form::Timestamp, Value::Timestamp(_))
                    | (Form::Interval, Value::Interval(_))
                    | (Form::Uuid, Value::Uuid(_))
                    | (Form::Bytes, Value::Bytes(_)) => true,
                    (Form::Decimal(scale), Value::Decimal(decimal)) => decimal.scale == scale,
                    _ => false,
                };
                assert!(kind, "{meaning} as {form:?}: {value:?}");
            }
        }
    }
}

#[test]
fn values_are_a_function_of_their_row() {
    for meaning in Meaning::ALL {
        let (mut one, mut two) = (String::new(), "left over".to_owned());
        let limits = Limits::of(Form::Text);
        assert_eq!(
            make(*meaning, &row(5), Bits::new(9), &limits, &mut one),
            make(*meaning, &row(5), Bits::new(9), &limits, &mut two)
        );
    }
}

#[test]
fn lengths_are_kept() {
    for meaning in Meaning::ALL {
        for max in (0..=24).chain([30, 40, 60, 100, 255]) {
            for min in [0, 1, max / 2, max].into_iter().filter(|min| *min <= max) {
                for number in 0..12 {
                    let limits = Limits {
                        min_length: min,
                        ..Limits::of(Form::Text).within(max)
                    };
                    let text = text(*meaning, number, &limits);
                    let length = text.chars().count();
                    assert!(length <= max && length >= min, "{meaning} in {min}..={max}: {text:?}");
                    assert!(
                        text.is_ascii() && !text.ends_with(' ') && !text.contains('\0'),
                        "{meaning}: {text:?}"
                    );
                }
            }
        }
    }
}

fn between(low: Option<i128>, number: i128, high: Option<i128>) -> bool {
    low.is_none_or(|low| low <= number) && high.is_none_or(|high| number <= high)
}

#[test]
fn bounds_are_kept() {
    for meaning in Meaning::ALL {
        for (low, high) in [
            (Some(0), Some(0)),
            (Some(10), Some(20)),
            (Some(1), None),
            (None, Some(-5)),
            (Some(-9), Some(9)),
        ] {
            for form in [
                Form::Int,
                Form::Decimal(0),
                Form::Decimal(2),
                Form::Date,
                Form::Timestamp,
                Form::Float,
            ] {
                for number in 0..20 {
                    let limits = Limits {
                        low,
                        high,
                        ..Limits::of(form)
                    };
                    let mut scratch = String::new();
                    let value = make(*meaning, &row(number), Bits::new(number), &limits, &mut scratch);
                    let within = match value {
                        Value::Float(float) => {
                            low.is_none_or(|low| low as f64 <= float) && high.is_none_or(|high| float <= high as f64)
                        }
                        Value::Int(number) | Value::Timestamp(number) => between(low, i128::from(number), high),
                        Value::Date(days) => between(low, i128::from(days), high),
                        Value::Decimal(decimal) => between(low, decimal.unscaled, high),
                        ref other => panic!("{other:?}"),
                    };
                    assert!(within, "{meaning} as {form:?} in {low:?} to {high:?}: {value:?}");
                }
            }
        }
    }
}

#[test]
fn numbers_are_natural() {
    let number = |meaning: Meaning, row: u64| {
        let mut scratch = String::new();
        match make(
            meaning,
            &self::row(row),
            Bits::new(row),
            &Limits::of(Form::Decimal(2)),
            &mut scratch,
        ) {
            Value::Decimal(decimal) => decimal.unscaled,
            other => panic!("{other:?}"),
        }
    };
    for row in 0..3000 {
        assert!((1..=250_000).contains(&number(Meaning::Price, row)));
        assert!((1..=10_000_000).contains(&number(Meaning::Amount, row)));
        assert!((100..=500).contains(&number(Meaning::Rating, row)));
        assert!((0..=10_000).contains(&number(Meaning::Percentage, row)));
        assert!((1800..=9000).contains(&number(Meaning::Age, row)));
        assert!((100..=2400).contains(&number(Meaning::Quantity, row)));
        let subtotal = number(Meaning::Price, row) * number(Meaning::Quantity, row) / 100;
        assert_eq!(number(Meaning::Subtotal, row), subtotal);
        assert_eq!(number(Meaning::Amount, row), subtotal + number(Meaning::Tax, row));
    }
    let ones = (0..3000).filter(|row| number(Meaning::Quantity, *row) == 100).count();
    assert!((1500..1800).contains(&ones), "{ones}");
    let fives = (0..3000).filter(|row| number(Meaning::Rating, *row) > 400).count();
    assert!(fives > 1000, "{fives}");
}

#[test]
fn labels_come_by_their_weights() {
    let choice = |label: &str, weight| Choice {
        label: label.to_owned(),
        weight,
    };
    let choices = [choice("member", 72), choice("editor", 22), choice("admin", 6)];
    let limits = Limits {
        choices: &choices,
        ..Limits::of(Form::Text)
    };
    let count = |label: &str| {
        (0..10_000)
            .filter(|number| text(Meaning::State, *number, &limits) == label)
            .count()
    };
    assert!((7000..7400).contains(&count("member")), "{}", count("member"));
    assert!((500..700).contains(&count("admin")), "{}", count("admin"));
}

#[test]
fn what_belongs_together_fits() {
    let limits = Limits::of(Form::Text);
    for number in 0..500 {
        let get = |meaning| text(meaning, number, &limits);
        let (first, last) = (get(Meaning::FirstName), get(Meaning::LastName));
        assert_eq!(get(Meaning::FullName), format!("{first} {last}"));
        let lower = first.to_lowercase();
        assert!(get(Meaning::Email).starts_with(&format!("{lower}.")));
        assert!(get(Meaning::Login).starts_with(&lower));
        assert!(get(Meaning::Avatar).contains(&lower));
        let place = row(number).place();
        assert_eq!(get(Meaning::City), place.city.name);
        assert_eq!(get(Meaning::Country), place.city.country.name);
        assert_eq!(get(Meaning::CurrencyCode), place.city.country.currency);
        assert!(get(Meaning::FullAddress).contains(&get(Meaning::Postcode)));
        assert!(get(Meaning::FileName).ends_with(&get(Meaning::Extension)));
    }
}

#[test]
fn a_lookup_table_has_each_entry_once() {
    let mut seen = std::collections::BTreeSet::new();
    for nth in 0..100 {
        let identity = row(nth).listed(nth);
        let mut scratch = String::new();
        let mut get = |meaning| match make(
            meaning,
            &identity,
            Bits::new(nth),
            &Limits::of(Form::Text),
            &mut scratch,
        ) {
            Value::Text(text) => text.into_owned(),
            other => panic!("{other:?}"),
        };
        let (code, name) = (get(Meaning::CountryCode), get(Meaning::Country));
        let country = blink_schema::words::countries()[usize::try_from(nth).unwrap()];
        assert_eq!((code.as_str(), name.as_str()), (country.code, country.name));
        assert!(seen.insert(code) && (nth >= 70 || seen.insert(get(Meaning::Category))));
    }
}
