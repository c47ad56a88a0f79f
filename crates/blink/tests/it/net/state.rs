//! The catalog and the rows of a database, in short.

use super::text::{Names, hash};
use crate::support::Db;

/// The most rows of a table that are shown one by one.
const SHOWN: usize = 20;

const CATALOG: &str = "
    SELECT line FROM (
        SELECT c.relname::text AS owner, 1 AS kind, a.attnum::int AS n, format('column %s.%s %s%s%s', c.relname, a.attname,
            format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' ELSE '' END,
            coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')) AS line
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
      UNION ALL
        SELECT c.relname, 2, 0, format('index %s%s%s', pg_get_indexdef(i.indexrelid),
            CASE WHEN i.indisvalid THEN '' ELSE ' invalid' END,
            coalesce(' comment ' || obj_description(i.indexrelid, 'pg_class'), ''))
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace
      UNION ALL
        SELECT c.relname, 3, 0, format('constraint %s.%s %s', c.relname, k.conname, pg_get_constraintdef(k.oid))
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
        WHERE k.connamespace = 'public'::regnamespace AND k.contype <> 'n'
      UNION ALL
        SELECT c.relname, 4, 0, format('trigger %s %s', pg_get_triggerdef(t.oid), t.tgenabled)
        FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal
    ) lines ORDER BY owner COLLATE \"C\", kind, n, line COLLATE \"C\"";

const SEQUENCES: &str = "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'S'
    AND relnamespace = 'public'::regnamespace ORDER BY relname COLLATE \"C\"";

const TABLES: &str = "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r'
    AND relnamespace = 'public'::regnamespace ORDER BY relname COLLATE \"C\"";

const OIDS: &str = "SELECT oid, relname FROM pg_class WHERE oid >= 16384
    UNION SELECT oid, conname FROM pg_constraint WHERE oid >= 16384
    UNION SELECT oid, typname FROM pg_type WHERE oid >= 16384";

/// The names of all that there is.
pub async fn names(db: &Db, names: &mut Names) {
    for row in db.rows(OIDS).await {
        let (oid, name) = row.split_once('|').unwrap();
        names.insert(oid.to_owned(), name.to_owned());
    }
}

/// Columns, indexes, constraints, triggers and sequences, a line each.
pub async fn catalog(db: &Db) -> String {
    let mut lines = db.rows(CATALOG).await;
    for sequence in db.rows(SEQUENCES).await {
        let state = db.one(&format!("SELECT last_value, is_called FROM {sequence}")).await;
        let (last, called) = state.split_once('|').unwrap();
        let called = if called == "t" { "" } else { ", not called" };
        lines.push(format!("sequence {sequence} {last}{called}"));
    }
    lines.join("\n")
}

/// The rows of every table: a few of them one by one, many as their number and a hash.
pub async fn rows(db: &Db) -> Vec<String> {
    let mut lines = Vec::new();
    for table in db.rows(TABLES).await {
        let rows = db
            .rows(&format!("SELECT left(t::text, 60) || CASE WHEN length(t::text) > 60 THEN '…' ELSE '' END FROM ONLY {table} t ORDER BY t::text COLLATE \"C\""))
            .await;
        if rows.len() > SHOWN {
            let all = db
                .rows(&format!(
                    "SELECT t::text FROM ONLY {table} t ORDER BY t::text COLLATE \"C\""
                ))
                .await;
            lines.push(format!(
                "{table}: {} rows, {}",
                all.len(),
                hash(all.join("\n").as_bytes())
            ));
        } else if rows.is_empty() {
            lines.push(format!("{table}: none"));
        } else {
            lines.push(format!("{table}: {}", rows.join(" ")));
        }
    }
    lines
}
