//! Types whose input is unlike that of others: no binary input function, or another delimiter in arrays than a comma.

use blink::{BoxError, Seeder, Table, Value};
use postgres_types::private::BytesMut;
use postgres_types::{IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::arrivals::{Arrivals, Route};
use crate::support::Db;

/// A type with a colon in its arrays, and without binary input.
const BLOT: &str = "CREATE TYPE blot;
    CREATE FUNCTION blot_in(cstring) RETURNS blot LANGUAGE internal IMMUTABLE STRICT AS 'textin';
    CREATE FUNCTION blot_out(blot) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
    CREATE TYPE blot (INPUT = blot_in, OUTPUT = blot_out, LIKE = text, DELIMITER = ':');";

/// A value that only has a binary form, for any type of this name.
macro_rules! opaque {
    ($type:ident, $accepts:expr) => {
        #[derive(Clone, Debug)]
        struct $type;

        impl ToSql for $type {
            fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, BoxError> {
                out.extend_from_slice(b"opaque");
                Ok(IsNull::No)
            }

            fn accepts(ty: &Type) -> bool {
                $accepts(ty)
            }

            to_sql_checked!();
        }
    };
}

#[tokio::test]
async fn arrays_with_another_delimiter_than_a_comma() {
    let mut arrivals = Arrivals::new(Route::Text).await;
    let schema = format!("{BLOT} CREATE DOMAIN stain AS blot; CREATE DOMAIN stains AS blot[]");
    arrivals.db.client.batch_execute(&schema).await.unwrap();
    let marks = || vec![Some("a,b:c"), None, Some("NULL"), Some("\"{}\\")];
    let want = r#"{"a,b:c":NULL:"NULL":"\"{}\\"}"#;
    for ty in ["blot[]", "stain[]", "stains"] {
        arrivals.check_each(ty, [(marks(), want), (vec![], "{}")]).await;
    }
    let rows = || vec![vec!["a", "b"], vec!["c", "d"]];
    arrivals.check_each("blot[]", [(rows(), "{{a:b}:{c:d}}")]).await;
    let boxes = vec![vec!["(1,1),(0,0)", "(2,2),(0,0)"]];
    arrivals
        .check_each("box[]", [(boxes, "{{(1,1),(0,0);(2,2),(0,0)}}")])
        .await;
}

#[tokio::test]
async fn records_with_arrays_with_another_delimiter_than_a_comma() {
    let schema = format!(
        "{BLOT} CREATE DOMAIN stain AS blot; CREATE DOMAIN stains AS blot[]; CREATE TABLE t (id int4, v blot[], b box[], \
         s stain[], ss stains, deep stains[])"
    );
    let mut db = Db::new(&schema).await;
    let pair = || Value::from_iter(["a:b", "c"]);
    let boxes = Value::from_iter(["(1,1),(0,0)", "(2,2),(0,0)"]);
    let nested = Value::Array(vec![pair(), pair()]);
    let rows = [[
        1.into(),
        nested,
        boxes,
        pair(),
        pair(),
        Value::Array(vec![pair(), pair()]),
    ]];
    let mut seeder = Seeder::new();
    seeder.add_table(Table::records("t", ["id", "v", "b", "s", "ss", "deep"], rows));
    seeder.insert(&mut db.client).await.unwrap();
    let stored = "SELECT v[2][1], b[2], s[1], ss[2], (deep[2])[1] FROM t";
    assert_eq!(db.one(stored).await, "a:b|(2,2),(0,0)|a:b|c|a:b");
}

#[tokio::test]
async fn a_type_without_binary_input_ended_the_connection() {
    let mut arrivals = Arrivals::new(Route::Text).await;
    if !arrivals.extension("ltree VERSION '1.1'").await {
        return;
    }
    let schema = "CREATE DOMAIN place AS ltree; CREATE TYPE branch AS (n int4, path ltree)";
    arrivals.db.client.batch_execute(schema).await.unwrap();
    // Nothing else in these rows needs the text format.
    let mut alone = Arrivals::new(Route::Binary).await;
    alone.extension("ltree VERSION '1.1'").await;
    let plan = alone.plan::<String>("ltree").await.unwrap();
    assert!(plan.starts_with("public.t: text,"), "{plan}");

    arrivals.check_each("ltree", [("a.b.c".to_owned(), "a.b.c")]).await;
    arrivals.check_each("place", [("a.b.c".to_owned(), "a.b.c")]).await;
    arrivals
        .check_each("ltree[]", [(vec![Some("a.b"), None], "{a.b,NULL}")])
        .await;

    #[derive(Clone, Debug, ToSql)]
    #[postgres(name = "branch")]
    struct Branch {
        n: i32,
        path: String,
    }
    let branch = Branch {
        n: 1,
        path: "a.b".to_owned(),
    };
    arrivals.check_each("branch", [(branch, "(1,a.b)")]).await;
    arrivals.refused("ltree", "no path!".to_owned()).await;
}

#[tokio::test]
async fn what_has_no_binary_input_and_no_text_form_is_a_mistake() {
    fn is_blot(ty: &Type) -> bool {
        ty.name() == "blot"
    }
    opaque!(Blot, is_blot);
    opaque!(
        Blots,
        |ty: &Type| matches!(ty.kind(), Kind::Array(element) if is_blot(element))
    );
    opaque!(Stained, |ty: &Type| ty.name() == "stained");
    opaque!(Span, |ty: &Type| ty.name() == "span");
    opaque!(Spans, |ty: &Type| matches!(ty.kind(), Kind::Multirange(_)));

    let mut arrivals = Arrivals::new(Route::Binary).await;
    let range = "CREATE FUNCTION blot_cmp(blot, blot) RETURNS int4 LANGUAGE internal IMMUTABLE STRICT AS 'bttextcmp';
        CREATE FUNCTION blot_lt(blot, blot) RETURNS bool LANGUAGE internal IMMUTABLE STRICT AS 'text_lt';
        CREATE OPERATOR < (leftarg = blot, rightarg = blot, function = blot_lt);
        CREATE OPERATOR CLASS blot_ops DEFAULT FOR TYPE blot USING btree AS OPERATOR 1 <, FUNCTION 1 blot_cmp(blot, blot);
        CREATE TYPE span AS RANGE (subtype = blot);";
    let schema = format!("{BLOT} {range} CREATE TYPE stained AS (n int4, marks blot[])");
    arrivals.db.client.batch_execute(&schema).await.unwrap();
    let mut plans = vec![
        arrivals.plan::<Blot>("blot").await,
        arrivals.plan::<Blots>("blot[]").await,
        arrivals.plan::<Stained>("stained").await,
        arrivals.plan::<Span>("span").await,
    ];
    if blink_testdb::server().version() >= 14 {
        plans.push(arrivals.plan::<Spans>("span_multirange").await);
    }
    for plan in plans {
        let error = plan.unwrap_err();
        let [mistake] = error.diagnostics() else {
            panic!("{error:#}")
        };
        assert_eq!((mistake.table(), mistake.column()), ("t", Some("got")));
        assert!(
            mistake.message().ends_with("the server takes blot only as text"),
            "{mistake}"
        );
    }
    // A text has a text form.
    arrivals.plan::<String>("blot").await.unwrap();
    arrivals.plan::<String>("stained").await.unwrap();
    arrivals.plan::<Vec<String>>("blot[]").await.unwrap();
}

/// The built-in types are not read from the catalog.
#[tokio::test]
async fn built_in_types_have_the_input_that_blink_takes_them_to_have() {
    let db = Db::new("").await;
    let of = |condition: &str| format!("SELECT typname FROM pg_type WHERE oid < 10000 AND {condition} ORDER BY 1");
    let delimited = db.rows(&of("typdelim <> ','")).await;
    assert_eq!(delimited, ["_box", "box"]);
    let no_binary = db.rows(&of("typreceive = 0 AND typtype <> 'p'")).await;
    assert_eq!(no_binary, ["aclitem", "gtsvector"]);

    opaque!(Privilege, |ty: &Type| *ty == Type::ACLITEM);
    let mut arrivals = Arrivals::new(Route::Binary).await;
    let error = arrivals.plan::<Privilege>("aclitem").await.unwrap_err();
    let [mistake] = error.diagnostics() else {
        panic!("{error:#}")
    };
    assert!(mistake.message().ends_with("takes aclitem only as text"), "{mistake}");
}
