use postgres_types::private::BytesMut;
use postgres_types::{IsNull, Kind, ToSql, Type, to_sql_checked};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::numbers;
use crate::arrivals::{Arrivals, Route, displayed, quoted, text};

#[derive(Clone, Copy, Debug, ToSql)]
#[postgres(name = "Mood")]
enum Mood {
    #[postgres(name = "sad")]
    Sad,
    #[postgres(name = "not \"ok\"")]
    NotOk,
    #[postgres(name = "fröhlich, {sehr}")]
    Happy,
}

const MOODS: &str = r#"CREATE TYPE "Mood" AS ENUM ('sad', 'not "ok"', 'fröhlich, {sehr}')"#;
const LABELS: [(Mood, &str); 3] = [
    (Mood::Sad, "sad"),
    (Mood::NotOk, "not \"ok\""),
    (Mood::Happy, "fröhlich, {sehr}"),
];

fn labels() -> impl Strategy<Value = String> {
    proptest::sample::select(LABELS.map(|(_, label)| label.to_owned()).to_vec())
}

pub async fn enums(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals.db.client.batch_execute(MOODS).await.unwrap();
    arrivals.check_each("\"Mood\"", LABELS).await;
    arrivals.check("\"Mood\"", labels().prop_map(displayed)).await;
    let all = r#"{sad,NULL,"not \"ok\"","fröhlich, {sehr}"}"#;
    let moods = vec![Some(Mood::Sad), None, Some(Mood::NotOk), Some(Mood::Happy)];
    let labels = moods
        .iter()
        .map(|mood| mood.map(|mood| LABELS[mood as usize].1))
        .collect::<Vec<_>>();
    arrivals
        .check_each("\"Mood\"[]", [(moods, all), (Vec::new(), "{}")])
        .await;
    arrivals.check_each("\"Mood\"[]", [(labels, all)]).await;
    arrivals
        .check_each("\"Mood\"[]", [(vec![vec!["sad"], vec!["sad"]], "{{sad},{sad}}")])
        .await;
    arrivals.refused("\"Mood\"", "Sad").await;
    arrivals.refused("\"Mood\"[]", vec!["sad", "merry"]).await;
}

pub async fn domains(route: Route) {
    #[derive(Clone, Debug, ToSql)]
    #[postgres(name = "even")]
    struct Even(i32);

    let mut arrivals = Arrivals::new(route).await;
    let schema = format!(
        "{MOODS}; CREATE DOMAIN even AS int4 CHECK (value % 2 = 0); CREATE DOMAIN few AS even CHECK (value < 10);
         CREATE DOMAIN big AS int8; CREATE DOMAIN mood AS \"Mood\"; CREATE DOMAIN price AS numeric(9,2);
         CREATE DOMAIN numbers AS int8[]; CREATE DOMAIN title AS text"
    );
    arrivals.db.client.batch_execute(&schema).await.unwrap();
    arrivals.check_each("even", [(Even(2), "2")]).await;
    arrivals.check_each("few", [(8, "8")]).await;
    arrivals.refused("few", 12).await;
    arrivals.refused("even", Even(3)).await;
    arrivals.check("big", any::<i32>().prop_map(displayed)).await;
    arrivals.check("title", text().prop_map(displayed)).await;
    arrivals.check("mood", labels().prop_map(displayed)).await;
    arrivals.check_each("price", [(Decimal::new(1_500, 3), "1.5")]).await;
    arrivals
        .check(
            "numbers",
            proptest::collection::vec(any::<i32>(), 0..3).prop_map(|list| {
                let text = list.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
                (list, format!("{{{text}}}"))
            }),
        )
        .await;
    arrivals.check_each("even[]", [(vec![Some(2), None], "{2,NULL}")]).await;
    arrivals
        .check_each("even[]", [(vec![vec![2], vec![4]], "{{2},{4}}")])
        .await;
    arrivals.check_each("big[]", [(vec![i32::MIN], "{-2147483648}")]).await;
    arrivals.check_each("mood[]", [(vec!["sad"], "{sad}")]).await;
    // An array that is one value of a domain is no dimension.
    arrivals
        .check_each("numbers[]", [(vec![vec![1, 2], vec![3]], r#"{"{1,2}","{3}"}"#)])
        .await;
    arrivals.refused("even[]", vec![2, 3]).await;
}

#[derive(Clone, Debug, ToSql)]
#[postgres(name = "inner")]
struct Inner {
    label: Option<String>,
    amount: Option<Decimal>,
    #[postgres(name = "Tags")]
    tags: Vec<Option<String>>,
}

#[derive(Clone, Debug, ToSql)]
#[postgres(name = "outer")]
struct Outer {
    inner: Option<Inner>,
    truth: Option<bool>,
    bytes: Option<Vec<u8>>,
}

fn composite(fields: impl IntoIterator<Item = Option<String>>) -> String {
    let fields = fields
        .into_iter()
        .map(|field| field.map_or(String::new(), |field| quoted(&field)));
    format!("({})", fields.collect::<Vec<_>>().join(","))
}

pub async fn composites(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    let schema = "CREATE TYPE \"inner\" AS (label text, amount numeric, \"Tags\" text[]);
        CREATE TYPE \"outer\" AS (\"inner\" \"inner\", truth bool, bytes bytea); CREATE TYPE one AS (value text)";
    arrivals.db.client.batch_execute(schema).await.unwrap();
    let tags = proptest::collection::vec(proptest::option::of(text()), 0..3);
    let inner = (
        proptest::option::of(text()),
        proptest::option::of(numbers::decimals()),
        tags,
    );
    let inner = inner.prop_map(|(label, amount, tags)| {
        let (amount, digits) = amount.unzip();
        let list = tags.iter().map(|tag| tag.as_deref().map_or("NULL".to_owned(), quoted));
        let list = format!("{{{}}}", list.collect::<Vec<_>>().join(","));
        let text = composite([label.clone(), digits, Some(list)]);
        (Inner { label, amount, tags }, text)
    });
    let bytes = proptest::option::of(proptest::collection::vec(any::<u8>(), 0..3));
    let outer = (proptest::option::of(inner), proptest::option::of(any::<bool>()), bytes);
    let outer = outer.prop_map(|(inner, truth, bytes)| {
        let (inner, text) = inner.unzip();
        let hex = |bytes: &Vec<u8>| {
            bytes
                .iter()
                .fold("\\x".to_owned(), |text, byte| format!("{text}{byte:02x}"))
        };
        let text = composite([text, truth.map(|truth| truth.to_string()), bytes.as_ref().map(hex)]);
        (Outer { inner, truth, bytes }, text)
    });
    arrivals.check("\"outer\"", outer).await;
    let list = |amount| Inner {
        label: Some(String::new()),
        amount,
        tags: Vec::new(),
    };
    arrivals
        .check_each(
            "\"inner\"[]",
            [(vec![Some(list(None)), None], r#"{"(\"\",,{})",NULL}"#)],
        )
        .await;

    #[derive(Clone, Debug, ToSql)]
    #[postgres(name = "one")]
    struct One {
        value: Option<String>,
    }
    let ones = [
        (One { value: None }, "()"),
        (
            One {
                value: Some(String::new()),
            },
            "(\"\")",
        ),
    ];
    arrivals.check_each("one", ones).await;
}

/// A range of a type of the test's own.
#[derive(Clone, Debug)]
struct Words(String, String);

impl ToSql for Words {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, blink::BoxError> {
        // Both bounds inclusive: rangetypes.h.
        out.extend_from_slice(&[0x02 | 0x04]);
        for bound in [&self.0, &self.1] {
            out.extend_from_slice(&i32::try_from(bound.len())?.to_be_bytes());
            out.extend_from_slice(bound.as_bytes());
        }
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(ty.kind(), Kind::Range(subtype) if *subtype == Type::TEXT)
    }

    to_sql_checked!();
}

pub async fn ranges_of_texts(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    let schema = "CREATE TYPE words AS RANGE (subtype = text, collation = \"C\")";
    arrivals.db.client.batch_execute(schema).await.unwrap();
    let cases = [text(), text()].prop_map(|mut bounds| {
        bounds.sort();
        let [lower, upper] = bounds;
        let text = format!("[{},{}]", quoted(&lower), quoted(&upper));
        (Words(lower, upper), text)
    });
    arrivals.check("words", cases).await;
}
