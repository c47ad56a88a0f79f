//! Names that mean something elsewhere: in SQL, in COPY's errors, in a shell, on a screen.

use std::cell::Cell;
use std::collections::BTreeSet;

use blink::{Columns, EncodeError, RowEncoder, Seeder, Table, TableName, ToRow};

use crate::support::Db;

/// 63 bytes are the most that a name has (`NAMEDATALEN` in pg_config_manual.h).
fn names() -> Vec<String> {
    let mut names = BTreeSet::new();
    // What SQL reserves, and what is a type, a function or a constant there.
    let words = "all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both \
        case cast char check coalesce collate collation column concurrently constraint create cross current_catalog \
        current_date current_role current_schema current_time current_timestamp current_user dec decimal default \
        deferrable desc distinct do else end except exists extract false fetch float for foreign freeze from full grant \
        greatest group grouping having ilike in initially inner inout int integer intersect interval into is isnull join \
        lateral leading least left like limit localtime localtimestamp natural nchar none normalize not notnull null \
        nullif numeric offset on only or order out outer overlaps overlay placing position precision primary real \
        references returning right row select session_user setof similar smallint some stdin substring symmetric table \
        tablesample then time timestamp to trailing treat trim true union unique user using values varchar variadic \
        verbose when where window with xmlattributes xmlelement";
    names.extend(words.split_whitespace().map(str::to_owned));
    // Every character that is neither a letter nor a digit, in the middle, alone, first and last.
    for char in (1..128_u8).map(char::from).filter(|char| !char.is_ascii_alphanumeric()) {
        names.insert(format!("a{char}b"));
        names.insert(format!("{char}"));
    }
    for odd in [
        "\"\"",
        "\"a\"",
        "a\"\"b",
        "'; DROP TABLE names; --",
        "\"; DROP TABLE names; --",
        "$1",
        "$$",
        "$blink$",
        "%s",
        "%I",
        "{}",
        "{name}",
        "\\",
        "\\\\",
        "\\.",
        "\\N",
        "\\n",
        "a.b",
        ".",
        "..",
        "a.b.c",
        "\"a\".\"b\"",
        "line 3",
        "column",
        "COPY t, line 9",
        ", line 9, column x",
        "a: \"b\"",
        "a, b",
        "(a)=(b)",
        "(a)",
        "--",
        "/* a */",
        "/*",
        "*/",
        ";",
        "::int4",
        "a b",
        " a",
        "a ",
        "A",
        "Ab",
        "AB",
        "ÄÖÜ",
        "ß",
        "ẞ",
        "İ",
        "ı",
        "é",
        "e\u{301}",
        "名前",
        "таблица",
        "جدول",
        "🦀",
        "👩‍👩‍👧‍👦",
        "\u{a0}",
        "a\u{a0}b",
        "\u{200b}",
        "\u{feff}a",
        "\u{202e}a",
        "\u{2028}",
        "\u{85}",
        "\u{ffff}",
        "\u{10ffff}",
        "\r\n",
        "\t",
        "123",
        "1",
        "-1",
        "NULL",
        "null",
        "NaN",
        "pgcopy",
        "PGCOPY",
        "Robert'); DROP TABLE names;--",
        "stdin",
        "'",
        "''",
        "\u{7f}",
    ] {
        names.insert(odd.to_owned());
    }
    for full in [
        "x".repeat(63),
        "é".repeat(31),
        "🦀".repeat(15),
        "\"".repeat(63),
        "\\".repeat(63),
        ".".repeat(63),
    ] {
        names.insert(full);
    }
    assert!(names.len() >= 200, "{}", names.len());
    names.into_iter().collect()
}

thread_local! {
    /// The names of the columns of the next table: a row type's are fixed, and these are many.
    static COLUMN: Cell<&'static str> = const { Cell::new("") };
}

/// A row with a column of the name in question.
struct Row(i32);

impl ToRow for Row {
    fn columns(columns: &mut Columns) {
        columns.field::<i32>(COLUMN.get());
    }

    fn encode(&self, row: &mut RowEncoder<'_>) -> Result<(), EncodeError> {
        row.field(&self.0)
    }
}

fn typed(name: &str, column: &str, rows: impl IntoIterator<Item = i32, IntoIter: Send> + Send + 'static) -> Table<Row> {
    COLUMN.set(column.to_owned().leak());
    let rows = rows.into_iter().map(Row).collect::<Vec<_>>();
    Table::from_rows(rows).named(TableName::new(name)).batch_size(2)
}

fn recorded<const N: usize>(name: TableName, column: &str, rows: [&'static str; N]) -> Table<[&'static str; 1]> {
    Table::records(name, [column], rows.map(|value| [value])).batch_size(2)
}

/// A database with a table of each name, whose only column and whose constraint have the same name; and a schema with
/// such a table in it. What quotes here is the server.
async fn tables(names: &[String]) -> Db {
    let db = Db::new(
        "CREATE TABLE names (name text);
         CREATE FUNCTION make_all() RETURNS void LANGUAGE plpgsql AS $$ DECLARE n text; BEGIN
             FOR n IN SELECT name FROM names LOOP
                 EXECUTE format('CREATE TABLE %I (%1$I int4 CONSTRAINT %1$I CHECK (%1$I < 1000))', n);
             END LOOP; END $$;
         CREATE FUNCTION make_schemas() RETURNS void LANGUAGE plpgsql AS $$ DECLARE n text; BEGIN
             FOR n IN SELECT name FROM names LOOP
                 EXECUTE format('CREATE SCHEMA %I; CREATE TABLE %1$I.%1$I (%1$I int4)', n);
             END LOOP; END $$;
         CREATE FUNCTION content(schema text, name text) RETURNS text LANGUAGE plpgsql AS $$ DECLARE r text; BEGIN
             EXECUTE format('SELECT string_agg(%1$I::text, '','' ORDER BY 1) FROM %2$I.%1$I', name, schema) INTO r;
             RETURN r; END $$",
    )
    .await;
    for name in names {
        db.client
            .execute("INSERT INTO names VALUES ($1)", &[name])
            .await
            .unwrap();
    }
    db
}

/// The tables whose content is not this.
async fn others(db: &Db, schema: &str, content: &str) -> Vec<String> {
    let content = format!("content({schema}, name) IS DISTINCT FROM {content}");
    db.rows(&format!(
        "SELECT name, content({schema}, name) FROM names WHERE {content}"
    ))
    .await
}

#[tokio::test]
async fn hostile_names_of_tables_and_columns() {
    let names = names();
    let mut db = tables(&names).await;
    db.client.batch_execute("SELECT make_all()").await.unwrap();
    for text in [false, true] {
        let mut seeder = Seeder::new();
        for name in &names {
            if text {
                seeder.add_table(recorded(TableName::new(name), name, ["1", "2", "3"]));
            } else {
                seeder.add_table(typed(name, name, 1..=3));
            }
        }
        let report = seeder.insert(&mut db.client).await.unwrap();
        let declared = names.iter().map(|name| TableName::new(name).to_string());
        assert!(report.tables().map(|table| table.table().to_owned()).eq(declared));
        assert_eq!(others(&db, "'public'", "'1,2,3'").await, [""; 0]);
        let empty = "DO $$ DECLARE n text; BEGIN FOR n IN SELECT name FROM names LOOP
            EXECUTE format('DELETE FROM %I', n); END LOOP; END $$";
        db.client.batch_execute(empty).await.unwrap();
    }
    db.works().await;
}

#[tokio::test]
async fn hostile_names_of_schemas() {
    let names = names();
    let mut db = tables(&names).await;
    db.client.batch_execute("SELECT make_schemas()").await.unwrap();
    let mut seeder = Seeder::new();
    for name in &names {
        seeder.add_table(recorded(TableName::qualified(name, name), name, ["1", "2", "3"]));
    }
    seeder.insert(&mut db.client).await.unwrap();
    assert_eq!(others(&db, "name", "'1,2,3'").await, [""; 0]);
    db.works().await;
}

/// Of every name the third row breaks the constraint, or is no number.
#[tokio::test]
async fn errors_say_where_whatever_the_names_are() {
    let names = names();
    let mut db = tables(&names).await;
    db.client.batch_execute("SELECT make_all()").await.unwrap();
    for name in &names {
        let declared = TableName::new(name).to_string();
        let error = blink::copy_to_table(&mut db.client, typed(name, name, [1, 2, 1000]))
            .await
            .unwrap_err();
        assert_eq!(
            (error.table(), error.row(), error.constraint()),
            (Some(&*declared), Some(3), Some(&**name)),
            "{error:#}"
        );
        let no_number = recorded(TableName::new(name), name, ["1", "2", "x"]);
        let error = blink::copy_to_table(&mut db.client, no_number).await.unwrap_err();
        assert_eq!(
            (error.table(), error.row(), error.column()),
            (Some(&*declared), Some(3), Some(&**name)),
            "{error:#}"
        );
        // The name of the column is the table's; any other is a mistake that names both.
        let error = blink::copy_to_table(&mut db.client, typed(name, "no such", [1]))
            .await
            .unwrap_err();
        let mistake = &error.diagnostics()[0];
        assert_eq!((mistake.table(), mistake.column()), (&*declared, Some("no such")));
        assert!(mistake.help().contains(&**name), "{mistake}");
    }
    assert_eq!(others(&db, "'public'", "NULL").await, [""; 0]);
    db.works().await;
}

/// SQL cuts a name that is too long; here it is taken exactly, so that it is not found.
#[tokio::test]
async fn a_name_that_is_too_long_or_has_a_nul_is_a_mistake() {
    let mut db = Db::new(&format!("CREATE TABLE {} (id int4)", "x".repeat(63))).await;
    let long = recorded(TableName::new("x".repeat(64)), "id", ["1"]);
    let error = blink::copy_to_table(&mut db.client, long).await.unwrap_err();
    assert!(
        error.diagnostics()[0]
            .help()
            .contains(&format!("did you mean {}?", "x".repeat(63))),
        "{error}"
    );
    for name in [
        TableName::new("a\0b"),
        TableName::qualified("a\0b", "c"),
        TableName::new("\0"),
    ] {
        let error = blink::copy_to_table(&mut db.client, recorded(name, "id", ["1"]))
            .await
            .unwrap_err();
        assert_eq!(error.diagnostics().len(), 1, "{error:#}");
        assert!(error.diagnostics()[0].message().contains("NUL"), "{error:#}");
        assert!(!error.to_string().contains('\0'));
    }
    let column = recorded(TableName::new("x".repeat(63)), "i\0d", ["1"]);
    let error = blink::copy_to_table(&mut db.client, column).await.unwrap_err();
    assert_eq!(error.diagnostics()[0].message(), "the column does not exist");
    db.works().await;
}
