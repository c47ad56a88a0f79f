use super::parse;
use crate::expr::BinaryOperator::{Equal, Greater, GreaterOrEqual, LessOrEqual};
use crate::expr::{BinaryOperator, Expr, Opaque};
use crate::value::Value;

fn column(name: &str) -> Expr {
    Expr::Column(name.to_owned())
}

fn int(number: i64) -> Expr {
    Expr::Constant(Value::Int(number))
}

fn text(text: &str) -> Expr {
    Expr::Constant(Value::Text(text.to_owned().into()))
}

fn cast(expr: Expr, ty: &str) -> Expr {
    Expr::Cast(Box::new(expr), ty.to_owned())
}

fn binary(operator: BinaryOperator, left: Expr, right: Expr) -> Expr {
    Expr::Binary(operator, Box::new(left), Box::new(right))
}

fn call(name: &str, arguments: Vec<Expr>) -> Expr {
    Expr::Call(name.to_owned(), arguments)
}

#[test]
fn casts_keep_the_name_of_the_type() {
    for ty in [
        "text",
        "character varying",
        "character varying(20)[]",
        "double precision",
        "numeric(10,2)",
        "bit varying(3)",
        "timestamp without time zone",
        "timestamp(3) with time zone",
        "time without time zone",
        "interval day to second(3)",
        "\"char\"",
        "public.mood",
        "\"My Schema\".\"My \"\"Type\"\"\"[]",
        "map",
        "struct",
        "json",
        "date[]",
    ] {
        let expected = cast(text("x"), ty);
        assert_eq!(parse(&format!("('x'::{ty})")), expected);
        assert_eq!(
            parse(&format!("(('x'::{ty}) IS NULL)")),
            Expr::IsNull(Box::new(expected))
        );
    }
}

#[test]
fn constants() {
    assert_eq!(parse("'it''s'::text"), cast(text("it's"), "text"));
    assert_eq!(parse("'a\\b'::text"), cast(text("a\\b"), "text"));
    assert_eq!(parse("''''''"), text("''"));
    assert_eq!(parse("'-5'::integer"), cast(text("-5"), "integer"));
    assert_eq!(parse("(- 5)"), int(-5));
    assert_eq!(parse("true"), Expr::Constant(Value::Bool(true)));
    assert_eq!(parse("NULL::text"), cast(Expr::Constant(Value::Null), "text"));
    assert_eq!(parse("B'101'::\"bit\""), cast(cast(text("101"), "\"bit\""), "\"bit\""));
}

#[test]
fn lists_are_any() {
    let list = Expr::Array(vec![cast(text("a"), "text"), cast(text("b"), "text")]);
    let expected = Expr::Any(Equal, Box::new(column("t")), Box::new(list.clone()));
    assert_eq!(parse("CHECK ((t = ANY (ARRAY['a'::text, 'b'::text])))"), expected);
    let expected = Expr::Any(
        Equal,
        Box::new(cast(column("t"), "text")),
        Box::new(cast(list, "text[]")),
    );
    assert_eq!(
        parse("((t)::text = ANY ((ARRAY['a'::text, 'b'::text])::text[]))"),
        expected
    );
}

#[test]
fn what_people_write_is_understood_too() {
    let from = binary(GreaterOrEqual, column("i"), int(1));
    let to = binary(LessOrEqual, column("i"), int(9));
    assert_eq!(parse("i BETWEEN 1 AND 9"), Expr::And(vec![from, to]));
    let list = Expr::Array(vec![int(1), int(2)]);
    assert_eq!(
        parse("i in (1, 2)"),
        Expr::Any(Equal, Box::new(column("i")), Box::new(list))
    );
}

#[test]
fn versions_print_functions_differently() {
    let year = vec![text("year"), column("d")];
    assert_eq!(parse("EXTRACT(year FROM d)"), call("extract", year));
    assert_eq!(
        parse("date_part('year'::text, d)"),
        call("date_part", vec![cast(text("year"), "text"), column("d")])
    );
    let parts = vec![column("t"), int(2), int(3)];
    assert_eq!(parse("SUBSTRING(t FROM 2 FOR 3)"), call("substring", parts.clone()));
    assert_eq!(parse("\"substring\"(t, 2, 3)"), call("substring", parts));
    let at = vec![column("t"), cast(text("@"), "text")];
    assert_eq!(parse("POSITION(('@'::text) IN (t))"), call("position", at.clone()));
    assert_eq!(parse("\"position\"(t, '@'::text)"), call("position", at));
    let zone = vec![cast(text("UTC"), "text"), column("tz")];
    assert_eq!(parse("(tz AT TIME ZONE 'UTC'::text)"), call("timezone", zone.clone()));
    assert_eq!(parse("timezone('UTC'::text, tz)"), call("timezone", zone));
    assert_eq!(parse("TRIM(BOTH FROM t)"), call("btrim", vec![column("t")]));
    assert_eq!(parse("\"left\"(t, 1)"), call("left", vec![column("t"), int(1)]));
    assert_eq!(parse("CURRENT_TIMESTAMP(3)"), call("current_timestamp", vec![int(3)]));
}

#[test]
fn a_name_may_be_any_word() {
    for (printed, name) in [
        ("value", "value"),
        ("VALUE", "VALUE"),
        ("map", "map"),
        ("struct", "struct"),
        ("date", "date"),
        ("end_at", "end_at"),
        ("\"select\"", "select"),
        ("\"a\"\"b\"", "a\"b"),
        ("\"naïve € 名\"", "naïve € 名"),
        ("convert", "convert"),
        ("prior", "prior"),
        ("ceil", "ceil"),
        ("uuid", "uuid"),
        ("point", "point"),
        ("\"AND\"", "AND"),
        ("first", "first"),
        ("lambda", "lambda"),
        ("match", "match"),
        ("zone", "zone"),
        ("time_zone", "time_zone"),
        ("interval_", "interval_"),
    ] {
        assert_eq!(
            parse(&format!("CHECK (({printed} > 0))")),
            binary(Greater, column(name), int(0)),
            "{printed}"
        );
        assert_eq!(
            parse(&format!("(({printed} -> 'a'::text) IS NULL)")).columns(),
            [name],
            "{printed}"
        );
    }
}

#[test]
fn the_smallest_part_is_opaque() {
    let opaque = |text: &str, columns: &[&str]| {
        let columns = columns.iter().map(ToString::to_string).collect();
        Expr::Opaque(Opaque {
            text: text.to_owned(),
            columns,
        })
    };
    let is_positive = binary(Greater, column("i"), int(0));
    let expected = |part| Expr::And(vec![part, is_positive.clone()]);
    assert_eq!(
        parse("(public.is_nice(t, 'it''s') AND (i > 0))"),
        expected(opaque("public.is_nice(t, 'it''s')", &["t"]))
    );
    // Nothing that sqlparser reads.
    assert_eq!(
        parse("((a <<>> ^^ b) AND (i > 0))"),
        expected(opaque("a <<>> ^^ b", &["a", "b"]))
    );
    assert_eq!(
        parse("(lower(a ~~~!! \"b c\"(d) e) AND (i > 0))"),
        expected(call("lower", vec![opaque("a ~~~!! \"b c\"(d) e", &["a", "d", "e"])]))
    );
    assert_eq!(parse("'no end"), opaque("'no end", &[]));
    assert_eq!(parse(""), opaque("", &[]));
    assert_eq!(parse("(i > 0))"), opaque("(i > 0))", &["i"]));
}

#[test]
fn a_row_is_null_if_all_its_fields_are() {
    let is_null = |name| Expr::IsNull(Box::new(column(name)));
    assert_eq!(
        parse("(ROW(a, b) IS NULL)"),
        Expr::And(vec![is_null("a"), is_null("b")])
    );
    let not_null = |name| Expr::Not(Box::new(is_null(name)));
    assert_eq!(
        parse("(ROW(a, b) IS NOT NULL)"),
        Expr::And(vec![not_null("a"), not_null("b")])
    );
}

#[test]
fn a_long_list_and_hundreds_of_conditions_are_read() {
    let list: Vec<String> = (0..5000).map(|n| format!("'v{n}'::text")).collect();
    assert!(matches!(
        parse(&format!("(t = ANY (ARRAY[{}]))", list.join(", "))),
        Expr::Any(..)
    ));
    let conditions: Vec<String> = (0..900).map(|n| format!("(i = {n})")).collect();
    let Expr::Or(parts) = parse(&format!("({})", conditions.join(" OR "))) else {
        panic!("not an OR");
    };
    assert_eq!(parts.len(), 900);
}

#[test]
fn deep_texts_do_not_exhaust_the_stack() {
    for depth in [10, 60, 100, 1000, 4000] {
        for (open, close) in [
            ("(", ")"),
            ("lower(", ")"),
            ("- ", ""),
            ("NOT ", ""),
            ("(NOT ", ")"),
            ("ARRAY[", "]"),
            ("CASE WHEN ", " THEN 1 END"),
            ("(i + ", ")"),
            ("i + ", ""),
            ("EXTRACT(year FROM ", ")"),
            ("((", ") + 1)"),
            ("ROW(", ", 1)"),
            ("i[", "]"),
        ] {
            let text = format!("{}i{}", open.repeat(depth), close.repeat(depth));
            assert_eq!(parse(&text).columns(), ["i"], "{open} {depth}");
        }
        for chain in [
            "::text",
            " + 1",
            " AND i",
            " OR i AND i",
            "[1]",
            " COLLATE \"C\"",
            " IS NULL",
            " || i::text = i",
        ] {
            let columns = parse(&format!("i{}", chain.repeat(depth))).columns();
            assert!(columns == ["i"], "{chain} {depth} {columns:?}");
        }
    }
}

/// As in a program that was built for development, in which `sqlparser` is not optimized.
#[test]
fn case_in_case_overflowed_a_small_stack() {
    let text = format!("{}i{}", "CASE WHEN ".repeat(45), " THEN 1 END".repeat(45));
    let read = || assert_eq!(parse(&text).columns(), ["i"]);
    let small = std::thread::Builder::new().stack_size(512 << 10);
    std::thread::scope(|scope| small.spawn_scoped(scope, read).unwrap().join().unwrap());
}

#[test]
fn nesting_as_deep_as_schemas_have_is_read() {
    let text = format!("{}i > 0{}", "(NOT (".repeat(20), "))".repeat(20));
    let mut expr = &parse(&text);
    while let Expr::Not(inner) = expr {
        expr = inner;
    }
    assert_eq!(*expr, binary(Greater, column("i"), int(0)));
    let text = format!("{}t{} = 'a'", "replace(".repeat(30), ", 'a', 'b')".repeat(30));
    assert!(matches!(parse(&text), Expr::Binary(Equal, left, _) if matches!(*left, Expr::Call(..))));
}
