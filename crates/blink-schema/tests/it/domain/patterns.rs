//! Patterns, with the server as the judge.

use blink_schema::domain::{Comparison, Domain, Extent, Language, Lengths, Text, pattern};
use blink_schema::value::Value;
use blink_testdb::Database;
use tokio_postgres::{Client, NoTls};

use super::{of_text, of_type};

pub(crate) async fn client(database: &Database) -> Client {
    let (client, connection) = tokio_postgres::connect(database.url(), NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Patterns of real schemas, and of each thing that PostgreSQL's dialect has.
const REGEXES: &[&str] = &[
    // E-mail.
    r"^[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}$",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    r"^[a-zA-Z0-9.!#$%&''*+/=?^_`{|}~-]+@[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*$",
    "@",
    // Slugs, codes, colours, versions.
    "^[a-z0-9]+(-[a-z0-9]+)*$",
    "^[a-z0-9-]+$",
    "^[A-Z]{2}$",
    "^[A-Z]{3}$",
    "^[a-z]{2}(-[A-Z]{2})?$",
    "^#[0-9a-fA-F]{6}$",
    "^#([0-9a-f]{3}|[0-9a-f]{6})$",
    r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?(\+[0-9A-Za-z-]+)?$",
    "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$",
    r"^\+?[0-9 ()-]{7,20}$",
    r"^\+[1-9]\d{1,14}$",
    r"^\d{5}(-\d{4})?$",
    r"^\d{3}-\d{2}-\d{4}$",
    "^https?://",
    r"^https?://[^\s/$.?#].[^\s]*$",
    r"^([01]?\d|2[0-3]):[0-5]\d$",
    r"^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$",
    "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    "^[0-9a-f]{40}$",
    "^sha256:[0-9a-f]{64}$",
    r"^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$",
    "^[a-zA-Z_][a-zA-Z0-9_]{0,62}$",
    "^(ORD|INV)-[0-9]{6}$",
    r"^[\w.-]+$",
    r"^\S+$",
    r"^\s*\S.*$",
    // Parts of the dialect.
    "abc",
    "^abc",
    "abc$",
    "a|b",
    "^(a|b)|c$",
    "(^a|b$)",
    "^$",
    "",
    "^a{2}b{1,}c{0,2}d?$",
    "a{,2}",
    "^{$",
    "^a{b$",
    "^[]a]+$",
    "^[^]a]$",
    "^[a-]+$",
    r"^[\]a\-\\]+$",
    r"^[\d.]+$",
    "^[[:alpha:]][[:alnum:]_]*$",
    "^[[:upper:]]+[[:digit:]]$",
    "^[^[:space:]]+$",
    "^[[:xdigit:]]{4}$",
    "^[.$^|()*+?{}]+$",
    "^[a&&b]+$",
    "^[a~~b!--c]+$",
    r"^\x41\u0042\U00000043\t\\\.$",
    r"^a\.b\/c\-d$",
    r"\mfoo\M",
    r"\yfoo\y",
    r"foo\Y",
    "[[:<:]]foo[[:>:]]",
    r"\Aa+\Z",
    "^.+?b$",
    "^(?:a|bc)*?$",
    "^(?=.*[A-Z])(?=.*[0-9]).{8,20}$",
    "^(?!.*--)[a-z-]{3,10}$",
    "^(?!admin$)(?!root$)[a-z]{4,5}$",
    "(?i)^abc$",
    "***=a.b",
    "***:^a+$",
    "^ünï$",
    "^[äöü]{2}$",
    "^a.b$",
    "^[^a-z]{2}$",
    r"^\D{2}\W\S$",
    "^a#b c$",
    r"^a\nb$",
];

/// Back references to groups of few texts, in one case.
const BACK_REFERENCES: &[&str] = &[r"^([a-c])-\1$", r"(?:x)(ab|cd)[0-9]\1"];

/// Regular expressions that only the server can judge.
const REFUSED: &[&str] = &[
    r"^(.)\1$",
    "a(?=b)c",
    "(?<=a)b",
    "(?<!a)b",
    "(?n)^a$",
    "(?x) a b",
    "(?b)a",
    "^[[.hyphen.]]$",
    "^[[=a=]]$",
    r"(a\y)*b",
    "***?",
    "[a",
    "(a",
];

fn texts(domain: &Domain) -> Vec<String> {
    let mut texts = Vec::new();
    for extent in [Extent::Whole, Extent::Readable] {
        let Some(numbering) = domain.numbering(extent, 0) else {
            continue;
        };
        let capacity = numbering.capacity();
        let mut state = 7_u64;
        let mut random = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            state ^ state >> 29
        };
        let spread = (0..40_u128).map(|n| n * 0x9e37_79b9_7f4a_7c15 % capacity);
        let places = (0..capacity.min(40)).chain(spread).chain([capacity - 1]);
        let values = places.map(|place| numbering.value(place).expect("a place below the capacity"));
        let values = values
            .collect::<Vec<_>>()
            .into_iter()
            .chain((0..20).filter_map(|_| numbering.sample(&mut random)));
        texts.extend(values.map(|value| match value {
            Value::Text(text) => text.into_owned(),
            other => panic!("no text: {other:?}"),
        }));
    }
    texts
}

/// Texts near a pattern: its own, and these with a character changed, removed or doubled.
fn near(texts: &[String]) -> Vec<String> {
    let mut near = vec![
        String::new(),
        "a".into(),
        "A".into(),
        "foo".into(),
        "a foo b".into(),
        "abc".into(),
    ];
    for (n, text) in texts.iter().enumerate().take(60) {
        let mut characters = text.chars().collect::<Vec<_>>();
        if characters.is_empty() {
            continue;
        }
        let at = n * 7 % characters.len();
        match n % 4 {
            0 => characters[at] = ['-', 'x', 'X', '5', ' ', '@'][n % 6],
            1 => drop(characters.remove(at)),
            2 => characters.insert(at, 'q'),
            _ => characters.push('!'),
        }
        near.push(characters.into_iter().collect());
    }
    near
}

async fn matching(client: &Client, condition: &str, pattern: &str, texts: &[String]) -> Vec<bool> {
    let sql = format!("SELECT {condition} FROM unnest($2::text[]) WITH ORDINALITY AS t (v, n) ORDER BY n");
    let rows = client
        .query(&sql, &[&pattern, &texts])
        .await
        .unwrap_or_else(|error| panic!("{pattern}: {error:?}"));
    rows.iter().map(|row| row.get(0)).collect()
}

async fn agrees(client: &Client, condition: &str, pattern: &str, language: Language) {
    let domain = of_text(Text::matching(language));
    let made = texts(&domain);
    for (text, matches) in made.iter().zip(matching(client, condition, pattern, &made).await) {
        assert!(matches, "{condition}, {pattern}: {text:?}");
    }
    let near = near(&made);
    for (text, matches) in near.iter().zip(matching(client, condition, pattern, &near).await) {
        if condition.contains("!~") && !text.is_ascii() {
            continue;
        }
        let contains = domain.contains(&Value::Text(text.into()));
        assert_eq!(contains, matches, "{condition}, {pattern}: {text:?}");
    }
}

#[tokio::test]
async fn regular_expressions_match_as_the_server_says() {
    let database = blink_testdb::database();
    let client = client(&database).await;
    for regex in REGEXES {
        let language = pattern::regex(regex, false).unwrap_or_else(|error| panic!("{regex}: {error}"));
        agrees(&client, "v ~ $1", regex, language.clone()).await;
        let any_case = pattern::regex(regex, true).unwrap();
        agrees(&client, "v ~* $1", regex, any_case).await;
        agrees(&client, "v !~ $1", regex, language.negated().and(Language::ascii())).await;
    }
    for regex in BACK_REFERENCES {
        agrees(&client, "v ~ $1", regex, pattern::regex(regex, false).unwrap()).await;
        assert!(pattern::regex(regex, true).is_err());
    }
}

#[tokio::test]
async fn every_pattern_has_texts() {
    for regex in REGEXES {
        let domain = of_text(Text::matching(pattern::regex(regex, false).unwrap()));
        assert!(domain.capacity() > 0, "{regex}");
        assert!(domain.numbering(Extent::Readable, 0).is_some(), "{regex}");
    }
    for regex in REFUSED {
        assert!(pattern::regex(regex, false).is_err(), "{regex}");
    }
}

#[tokio::test]
async fn like_matches_as_the_server_says() {
    let database = blink_testdb::database();
    let client = client(&database).await;
    for like in [
        "a%", "%@%", "_b_", "%", "", r"100\%", r"a\_b%", "[a-z]%", "a%b%c", "__-__", "ä%", r"\\%",
    ] {
        agrees(
            &client,
            "v LIKE $1",
            like,
            pattern::like(like, Some('\\'), false).unwrap(),
        )
        .await;
        agrees(
            &client,
            "v ILIKE $1",
            like,
            pattern::like(like, Some('\\'), true).unwrap(),
        )
        .await;
    }
    agrees(
        &client,
        "v LIKE $1 ESCAPE '!'",
        "a!%_",
        pattern::like("a!%_", Some('!'), false).unwrap(),
    )
    .await;
    agrees(
        &client,
        r"v LIKE $1 ESCAPE ''",
        r"a\_",
        pattern::like(r"a\_", None, false).unwrap(),
    )
    .await;
    assert!(pattern::like(r"a\", Some('\\'), false).is_err());
    for similar in [
        "a%",
        "(ab|cd)+",
        "[a-c]_{2}",
        "a.b",
        r"a\%b",
        "%(x|y)",
        "a?b*",
        r"[a\]]%",
        "^$",
    ] {
        let regex = pattern::regex(&pattern::similar_to(similar, Some('\\')), false).unwrap();
        agrees(&client, "v SIMILAR TO $1", similar, regex).await;
    }
}

#[tokio::test]
async fn values_of_types_are_stored_as_they_are_and_told_apart() {
    let database = blink_testdb::database();
    let client = client(&database).await;
    client
        .batch_execute("CREATE EXTENSION IF NOT EXISTS citext")
        .await
        .unwrap();
    let whole = |domain: &Domain| texts(domain);
    // char(n)
    let chars = whole(&of_type(1042, 4 + 2))
        .into_iter()
        .collect::<std::collections::BTreeSet<_>>();
    let chars = chars.into_iter().collect::<Vec<_>>();
    let sql = "SELECT count(DISTINCT v::char(2)), count(v) FROM unnest($1::text[]) v";
    let row = client.query_one(sql, &[&chars]).await.unwrap();
    assert_eq!(
        (row.get::<_, i64>(0), row.get::<_, i64>(1)),
        (chars.len() as i64, chars.len() as i64)
    );
    // citext
    let citext = pattern::regex("^[A-Z][a-z]{1,2}-?$", false).unwrap();
    let domain = of_text(Text::matching(citext).compared(Comparison::AnyCase));
    let numbering = domain.numbering(Extent::Whole, 0).unwrap();
    let all = (0..numbering.capacity()).map(|place| match numbering.value(place) {
        Some(Value::Text(text)) => text.into_owned(),
        other => panic!("{other:?}"),
    });
    let all = all.collect::<Vec<_>>();
    assert_eq!(all.len(), 2 * (26 * 26 + 26 * 26 * 26));
    let sql =
        "SELECT count(DISTINCT v::citext), count(*) FILTER (WHERE v ~ '^[A-Z][a-z]{1,2}-?$') FROM unnest($1::text[]) v";
    let row = client.query_one(sql, &[&all]).await.unwrap();
    assert_eq!(
        (row.get::<_, i64>(0), row.get::<_, i64>(1)),
        (all.len() as i64, all.len() as i64)
    );
    // numeric(p, s)
    for (precision, scale) in [(4, 2), (10, 0), (5, 5)] {
        let domain = of_type(1700, (precision << 16 | scale) + 4);
        let numbering = domain.numbering(Extent::Whole, 0).unwrap();
        let capacity = numbering.capacity();
        let values = [0, 1, capacity / 3, capacity / 2, capacity - 1].map(|place| match numbering.value(place) {
            Some(Value::Decimal(decimal)) => format!("{}e-{}", decimal.unscaled, decimal.scale),
            other => panic!("{other:?}"),
        });
        let sql = format!("SELECT bool_and(v::numeric = v::numeric({precision},{scale})) FROM unnest($1::text[]) v");
        assert!(
            client
                .query_one(&sql, &[&values.to_vec()])
                .await
                .unwrap()
                .get::<_, bool>(0)
        );
    }
    let lengths = Lengths::new(2, Some(5));
    let made = whole(&of_text(Text::of_length(lengths)));
    let sql = "SELECT bool_and(length(v) BETWEEN 2 AND 5) FROM unnest($1::text[]) v";
    assert!(client.query_one(sql, &[&made]).await.unwrap().get::<_, bool>(0));
}

#[test]
fn texts_read_well_where_they_may() {
    let readable = |text: Text| {
        let numbering = of_text(text).numbering(Extent::Readable, 0).unwrap();
        let places = (0..200_u128).map(|n| n * 0x9e37_79b9_7f4a_7c15 % numbering.capacity());
        let values = places.map(|place| numbering.value(place).unwrap()).collect::<Vec<_>>();
        values.into_iter().map(|value| match value {
            Value::Text(text) => text.into_owned(),
            other => panic!("{other:?}"),
        })
    };
    let plain = |text: &String| {
        text.bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    assert!(readable(Text::of_length(Lengths::new(1, Some(30)))).all(|text| plain(&text)));
    assert!(readable(Text::matching(pattern::regex("^.{3,9}$", false).unwrap())).all(|text| plain(&text)));
    let mail = Text::matching(pattern::regex(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", false).unwrap());
    assert!(readable(mail).all(|text| plain(&text.replacen('@', "", 1).replacen('.', "", 1))));
}
