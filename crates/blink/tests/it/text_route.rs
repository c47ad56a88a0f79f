//! A row with one field that only travels as text travels as text whole, and arrives as exactly.

use postgres_types::private::BytesMut;
use postgres_types::{IsNull, ToSql, Type, to_sql_checked};

use crate::arrivals::{Arrivals, Route};

crate::types::all!(Route::Text);

/// Types that a String is only read as by the server.
#[tokio::test]
async fn a_string_goes_to_types_without_a_binary_conversion() {
    let mut arrivals = Arrivals::new(Route::Text).await;
    let schema = "CREATE TYPE pair AS (a int4, b text); CREATE DOMAIN day AS date";
    arrivals.db.client.batch_execute(schema).await.unwrap();
    for (ty, text) in [
        ("int4", "-7"),
        ("numeric", "1e-400"),
        ("float8", "-Infinity"),
        ("bool", "yes"),
        ("date", "2024-02-29"),
        ("date", "0044-03-15 BC"),
        ("time", "23:59:59.999999"),
        ("timetz", "23:59:59.999999-15:59"),
        ("timestamp", "2024-02-29 12:00"),
        ("timestamptz", "2024-02-29 12:00-05"),
        ("interval", "-1 mons +2 days -00:00:03.5"),
        ("inet", "10.0.0.1/8"),
        ("cidr", "::/0"),
        ("macaddr8", "08:00:2b:01:02:03:04:05"),
        ("bit(3)", "101"),
        ("money", "-12.34"),
        ("point", "(1,-2.5)"),
        ("polygon", "((0,0),(1,1),(1,0))"),
        ("tsvector", "'it''s':1A fat:2"),
        ("tsquery", "fat & !'rat'"),
        ("jsonpath", "$.\"a\"[*] ? (@ > 1)"),
        ("pg_lsn", "16/B374D848"),
        ("int4range", "[1,5)"),
        ("pair", "(1,\"a, \\\"b\\\"\")"),
        ("day", "2024-02-29"),
    ] {
        arrivals.check_each(ty, [(text.to_owned(), text)]).await;
        arrivals
            .check_each(ty, [(std::borrow::Cow::Borrowed(text), text)])
            .await;
    }
    if blink_testdb::server().version() >= 14 {
        let text = "{[1,5),[7,9)}";
        arrivals.check_each("int4multirange", [(text, text)]).await;
    }
    if arrivals.db.client.simple_query("SELECT '<a/>'::xml").await.is_ok() {
        let text = "<a b=\"\\\">\t&lt;\n</a>";
        arrivals.check_each("xml", [(text, text)]).await;
    }
}

#[tokio::test]
async fn strings_in_lists_go_to_arrays_of_such_types() {
    let mut arrivals = Arrivals::new(Route::Text).await;
    let days = vec![Some("1 day"), None, Some("-00:00:01")];
    arrivals
        .check_each("interval[]", [(days, "{1 day,NULL,-00:00:01}"), (vec![], "{}")])
        .await;
    let rows = vec![vec!["2024-02-29", "2024-03-01"], vec!["infinity", "0044-03-15 BC"]];
    arrivals
        .check_each("date[]", [(rows, "{{2024-02-29,2024-03-01},{infinity,0044-03-15 BC}}")])
        .await;
    arrivals
        .check_each("point[]", [(vec!["(1,2)", "(3,4)"], r#"{"(1,2)","(3,4)"}"#)])
        .await;
    arrivals.refused("date[]", vec!["2024-02-30"]).await;
    let ragged = arrivals.refused("date[]", vec![vec!["2024-02-29"], vec![]]).await;
    assert!(format!("{ragged:#}").contains("differ in length"), "{ragged:#}");
}

#[tokio::test]
async fn what_the_server_cannot_read_is_an_error_with_its_place() {
    let mut arrivals = Arrivals::new(Route::Text).await;
    for (ty, text) in [
        ("int4", "2147483648"),
        ("int4", "1.5"),
        ("date", "2024-02-30"),
        ("timestamp", "294277-01-01"),
        ("inet", "10.0.0.256"),
        ("tsvector", "'"),
        ("numeric(3,1)", "100"),
    ] {
        let error = arrivals.refused(ty, text).await;
        assert!(
            error
                .sqlstate()
                .is_some_and(|code| code.starts_with("22") || code == "42601"),
            "{ty}: {error:#}"
        );
    }
}

#[tokio::test]
async fn the_plan_says_what_travels_as_text() {
    let mut arrivals = Arrivals::new(Route::Text).await;
    let plan = arrivals.plan::<i64>("int4").await.unwrap();
    assert!(plan.starts_with("public.t: text,"), "{plan}");
    assert!(plan.contains("interval  &str, as text\n"), "{plan}");
}

#[tokio::test]
async fn what_has_no_text_form_is_a_mistake_beside_a_text() {
    #[derive(Clone, Debug)]
    struct Polygon;

    impl ToSql for Polygon {
        fn to_sql(&self, _: &Type, _: &mut BytesMut) -> Result<IsNull, blink::BoxError> {
            Ok(IsNull::Yes)
        }

        fn accepts(ty: &Type) -> bool {
            *ty == Type::POLYGON
        }

        to_sql_checked!();
    }

    let error = Arrivals::new(Route::Text)
        .await
        .plan::<Polygon>("polygon")
        .await
        .unwrap_err();
    let [mistake] = error.diagnostics() else {
        panic!("{error:#}")
    };
    assert_eq!((mistake.table(), mistake.column()), ("t", Some("got")));
    assert!(
        mistake
            .message()
            .contains("column other travels as text, so that the whole row must"),
        "{mistake}"
    );
    let plan = Arrivals::new(Route::Binary)
        .await
        .plan::<Polygon>("polygon")
        .await
        .unwrap();
    assert!(plan.contains("binary"), "{plan}");
}

/// A value that writes bytes of its own into a column of any type.
#[derive(Clone, Debug)]
struct Bytes(&'static [u8]);

impl ToSql for Bytes {
    fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, blink::BoxError> {
        out.extend_from_slice(self.0);
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// The server refuses them in the binary format.
#[tokio::test]
async fn missing_bytes_of_a_bit_became_zeros_and_more_bytes_were_dropped() {
    for route in crate::arrivals::ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        for (ty, bytes) in [
            ("bit(12)", &[0, 0, 0, 12, 0xff][..]),
            ("varbit", &[0, 0, 0, 9, 0xff]),
            ("bit(8)", &[0, 0, 0, 8, 0xff, 0xff]),
            ("int4", &[0, 0, 0, 1, 0]),
            ("timestamp", &[0; 9]),
            ("uuid", &[0; 17]),
            ("numeric", &[0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2]),
            // A NaN with more behind it, and addresses of a wrong family or length.
            ("numeric", &[0, 0, 0, 0, 0xc0, 0, 0, 0, 0]),
            ("inet", &[3, 32, 0, 4, 127, 0, 0, 1]),
            ("inet", &[2, 32, 0, 3, 127, 0, 0]),
            ("int4[]", &[0; 13]),
        ] {
            arrivals.refused(ty, Bytes(bytes)).await;
        }
        arrivals
            .check_each("bit(12)", [(Bytes(&[0, 0, 0, 12, 0xff, 0xf0]), "111111111111")])
            .await;
    }
}
