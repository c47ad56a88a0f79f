//! The values of every maker for the first rows, compared with the contract's golden file.

use blink::Contract;
use blink_schema::domain::{Domain, Extent, Language, Lengths, Text, Values, from_type, other_type, pattern};
use blink_schema::facts::{TypeRef, Types};
use blink_schema::make::encode::Encoder;
use blink_schema::value::Value;
use blink_schema::words::{
    Bits, Choice, Form, Identity, Limits, Meaning, Scheme, hash_password, make, make_unique, unique_capacity,
};
use blink_testdb::golden::Golden;

/// 2024-06-01 and 2024-09-01 as microseconds since 2000.
const CREATED: i64 = 8_918 * 86_400_000_000;
const UNTIL: i64 = 9_010 * 86_400_000_000;

/// The forms with the type of PostgreSQL's whose text is compared.
const FORMS: [(Form, u32); 19] = [
    (Form::Text, 25),
    (Form::Int, 20),
    (Form::Millis, 20),
    (Form::Float, 701),
    (Form::Decimal(2), 1700),
    (Form::Bool, 16),
    (Form::Date, 1082),
    (Form::Time, 1083),
    (Form::Timestamp, 1114),
    (Form::Interval, 1186),
    (Form::Uuid, 2950),
    (Form::Json, 3802),
    (Form::Bytes, 17),
    (Form::Inet, 869),
    (Form::Cidr, 650),
    (Form::Mac, 829),
    (Form::Mac8, 774),
    (Form::Point, 600),
    (Form::Xml, 142),
];

const ROWS: u64 = 60;

#[test]
fn makers_give_what_contract_1_says() {
    assert_eq!(
        Contract::CURRENT,
        Contract::V1,
        "a new contract has a golden file of its own"
    );
    let mut golden = Golden::default();
    meanings(&mut golden);
    distinct_texts(&mut golden);
    hashes(&mut golden);
    types(&mut golden);
    domains(&mut golden);
    golden.assert_holds(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/golden/makers-1.txt"));
}

fn of_type(oid: u32) -> TypeRef {
    TypeRef {
        oid,
        modifier: -1,
        name: oid.to_string(),
    }
}

fn identity(row: u64) -> Identity {
    Identity::new(Bits::new(row).draw(), CREATED, UNTIL)
}

fn meanings(golden: &mut Golden) {
    let choices = ["open", "closed", "lost"].map(|label| Choice {
        label: label.to_owned(),
        weight: u32::try_from(label.len()).unwrap(),
    });
    let encoders = FORMS.map(|(form, oid)| (form, Encoder::new(&of_type(oid), &Types::default())));
    for meaning in Meaning::ALL {
        let of_form = |(form, encoder): &(Form, Encoder)| {
            let limits = Limits {
                choices: &choices,
                ..Limits::of(*form)
            };
            let short = limits.within(12);
            let of_limits = |limits: &Limits<'_>| (0..ROWS).map(|row| shown(*meaning, row, limits, encoder)).collect();
            let all: [Vec<String>; 2] = [of_limits(&limits), of_limits(&short)];
            all.concat()
        };
        golden.subject(meaning.name(), encoders.iter().flat_map(of_form));
    }
}

fn shown(meaning: Meaning, row: u64, limits: &Limits<'_>, encoder: &Encoder) -> String {
    let mut scratch = String::new();
    let value = make(meaning, &identity(row), Bits::of(row, 77), limits, &mut scratch);
    text(encoder, &value)
}

fn text(encoder: &Encoder, value: &Value<'_>) -> String {
    let mut text = String::new();
    if *value != Value::Null {
        encoder.text(value, &mut text).unwrap();
    }
    text
}

fn distinct_texts(golden: &mut Golden) {
    for meaning in Meaning::ALL {
        let of_length = |longest: Option<usize>| {
            let capacity = unique_capacity(*meaning, longest);
            let last = capacity.checked_sub(1);
            let numbers = (0..ROWS.min(capacity)).chain(last.map(|last| last / 2)).chain(last);
            let text = |number: u64| {
                let mut scratch = String::new();
                let text = make_unique(*meaning, &identity(number), number, longest, &mut scratch);
                text.unwrap().to_owned()
            };
            numbers.map(text).collect::<Vec<_>>()
        };
        let texts = [None, Some(24), Some(9)]
            .into_iter()
            .flat_map(of_length)
            .collect::<Vec<_>>();
        if !texts.is_empty() {
            golden.subject(&format!("{meaning}, distinct"), texts);
        }
    }
}

fn hashes(golden: &mut Golden) {
    for scheme in [Scheme::Bcrypt, Scheme::Argon2id, Scheme::Pbkdf2, Scheme::Scrypt] {
        golden.subject(&format!("password by {scheme:?}"), [hash_password(scheme, 42).unwrap()]);
    }
}

/// The values of the built-in types that mean nothing.
fn types(golden: &mut Golden) {
    let types = Types::default();
    for oid in [
        16, 17, 18, 19, 20, 21, 23, 25, 26, 114, 650, 700, 701, 774, 790, 829, 869, 1042, 1043, 1082, 1083, 1114, 1184,
        1186, 1266, 1560, 1562, 1700, 2950, 3802,
    ] {
        let encoder = Encoder::new(&of_type(oid), &types);
        numbered(
            golden,
            &format!("type {oid}"),
            &from_type(&of_type(oid), &types),
            &encoder,
        );
    }
    for name in ["box", "tsvector", "pg_lsn", "int4multirange", "ltree"] {
        let encoder = Encoder::new(&of_type(25), &types);
        numbered(golden, &format!("type {name}"), &other_type(name).unwrap(), &encoder);
    }
}

/// The values of constraints.
fn domains(golden: &mut Golden) {
    let encoder = Encoder::new(&of_type(25), &Types::default());
    for expression in [
        "^[A-Z]{2}-[0-9]{3}$",
        "^[a-z0-9]+(?:-[a-z0-9]+)*$",
        r"^\+[1-9]\d{6,14}$",
        "^(?!x)[a-z]{3}$",
        r"^([a-c])-\1$",
        "[A-Z]",
    ] {
        let texts = Values::Text(Text::matching(pattern::regex(expression, false).unwrap()));
        // A colon ends the name.
        let name = format!("pattern {}", expression.replace(':', ";"));
        numbered(golden, &name, &Domain::of(texts, ""), &encoder);
    }
    for (least, most) in [(0, None), (4, Some(6)), (64, Some(64))] {
        let lengths = Values::Text(Text::of_length(Lengths::new(least, most)));
        numbered(
            golden,
            &format!("length {least} to {most:?}"),
            &Domain::of(lengths, ""),
            &encoder,
        );
    }
    let letters = Values::Text(Text::matching(Language::beginning_between('a', 'm')));
    numbered(golden, "letters", &Domain::of(letters, ""), &encoder);
}

/// The values of a domain at places that are spread over all, and those that random numbers choose.
fn numbered(golden: &mut Golden, name: &str, domain: &Domain, encoder: &Encoder) {
    for extent in [Extent::Natural, Extent::Readable, Extent::Whole] {
        let Some(numbering) = domain.numbering(extent, UNTIL) else {
            panic!("{name} has no values");
        };
        let last = numbering.capacity() - 1;
        let spread = (0..=u128::from(ROWS)).map(|nth| last / u128::from(ROWS) * nth);
        let first = (0..u128::from(ROWS)).take_while(|place| *place <= last);
        let mut bits = Bits::new(7);
        let drawn = (0..ROWS).map(|_| numbering.sample(&mut || bits.draw()));
        let drawn = drawn.collect::<Vec<_>>().into_iter().map(Option::unwrap);
        let values = spread.chain(first).map(|place| numbering.value(place).unwrap());
        let texts = values.chain(drawn).map(|value| text(encoder, &value));
        golden.subject(&format!("{name}, {extent:?}"), texts);
    }
}
