//! Texts that somebody wrote to exhaust whoever reads them.

use blink_schema::expr::{Context, Expr, Patterns, evaluate, normalize, parse};

/// Reads it, and does what is done with an expression.
fn all_of(text: &str) -> Expr {
    let expr = parse(text);
    let normal = normalize(&expr, &|_| None, None);
    let patterns = Patterns::default();
    let context = Context {
        columns: &|_| None,
        now: 0,
        patterns: &patterns,
    };
    for expr in [&expr, &normal] {
        let _ = evaluate(expr, &context);
    }
    expr
}

#[test]
fn what_is_read_twice_at_each_level_does_not_double_without_end() {
    let between = format!("{}i{}", "(".repeat(60), " BETWEEN 1 AND 2)".repeat(60));
    let case = format!(
        "{}i{}",
        "(CASE ".repeat(40),
        " WHEN 1 THEN 1 WHEN 2 THEN 2 ELSE 3 END)".repeat(40)
    );
    let boolean = format!("{}i{}", "(".repeat(60), " = (j = k))".repeat(60));
    let distinct = format!("{}i{}", "(".repeat(60), " IS DISTINCT FROM (j > 3))".repeat(60));
    for text in [between, case, boolean, distinct] {
        assert!(all_of(&text).columns().contains(&"i".to_owned()));
    }
}

#[test]
fn ten_thousand_levels_do_not_exhaust_the_stack() {
    for (open, close) in [
        ("(", ")"),
        ("(- ", ")"),
        ("CASE WHEN ", " THEN 1 END"),
        ("CASE ", " WHEN 1 THEN 2 END"),
        ("(CASE WHEN true THEN ", " END)"),
        ("abs(", ")"),
        ("(1 + ", ")"),
        ("ARRAY[", "]"),
        ("(NOT ", ")"),
        ("(", " IS NULL)"),
        ("(", ")::text"),
        ("COALESCE(", ", 1)"),
    ] {
        let text = format!("{}i{}", open.repeat(10_000), close.repeat(10_000));
        assert_eq!(all_of(&text).columns(), ["i"], "{open}");
    }
}

#[test]
fn a_megabyte_is_read_or_left_alone() {
    for part in [
        "(",
        ")",
        "[",
        "'",
        "\"",
        "i",
        "i + ",
        "(i) ",
        "f(",
        "f(i), ",
        "i::b(",
        "i::b ",
        "i::b(1) ",
        "CASE WHEN ",
        "$1",
        "((i))",
        "f(i + 1, ",
        "i = ANY (ARRAY[",
        "EXTRACT(year FROM ",
        "{",
        "\u{1}",
        "'é' || ",
        "i.j.",
        "--\n",
        "/*",
        "NOT ",
        "(i > 1) OR ",
        "(i BETWEEN 1 AND 2) OR ",
    ] {
        all_of(&part.repeat(1_000_000 / part.len()));
    }
    let names = (0..100_000).map(|n| format!("c{n}")).collect::<Vec<_>>();
    assert_eq!(
        all_of(&format!("is_nice({})", names.join(", "))).columns().len(),
        100_000
    );
    let alternatives = (0..30_000).map(|n| format!("(i = {n})")).collect::<Vec<_>>();
    assert_eq!(all_of(&alternatives.join(" OR ")).columns(), ["i"]);
    let groups = alternatives
        .chunks(500)
        .map(|group| format!("({})", group.join(" OR ")));
    assert_eq!(all_of(&groups.collect::<Vec<_>>().join(" OR ")).columns(), ["i"]);
    let texts = (0..50_000).map(|n| format!("'v{n}'::text")).collect::<Vec<_>>();
    assert_eq!(
        all_of(&format!("(t = ANY (ARRAY[{}]))", texts.join(", "))).columns(),
        ["t"]
    );
}

#[test]
fn functions_of_long_texts_are_not_computed_for_long() {
    for text in [
        "repeat('a', 2147483647)",
        "repeat(repeat('a', 60000), 60000)",
        "lpad('a', 2147483647, 'b')",
        "replace(repeat('a', 60000), 'a', repeat('b', 60000))",
        "translate(repeat('a', 60000), repeat('b', 60000), 'c')",
        "btrim(repeat('a', 60000), repeat('b', 60000) || 'a')",
        "repeat('a', 60000) LIKE repeat('%a', 30000)",
        "repeat('a', 60000) ~ '^(a{200}){100}$'",
        "repeat('a', 60000) ~ '((a{255}){255}){255}'",
        "power(9223372036854775807, 2147483647)",
        "1 << 2147483647",
        "9223372036854775807 * 9223372036854775807",
        "-9223372036854775808 / -1",
        "-9223372036854775808 % -1",
        "abs(-9223372036854775808)",
        "round(99999999999999999999999999999999999999.5, 2147483647)",
        "'2147483647 years'::interval * 2147483647",
        "make_interval(2147483647, 2147483647, 2147483647, 2147483647, 2147483647, 2147483647, 9e8)",
        "make_timestamp(5874897, 12, 31, 23, 59, 59)",
        "'infinity'::timestamp - '-infinity'::timestamp",
        "ARRAY[1,2,3][-9223372036854775808]",
        "substring('abc', -9223372036854775808, 9223372036854775807)",
        "overlay('abc', 'x', 9223372036854775807, 9223372036854775807)",
        "split_part('abc', 'b', 9223372036854775807)",
        "left('abc', -9223372036854775808)",
        "right('abc', -9223372036854775808)",
        "chr(2147483647)",
    ] {
        all_of(text);
        all_of(&format!("({text} = i)"));
    }
}
