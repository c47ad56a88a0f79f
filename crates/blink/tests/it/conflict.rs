//! Rows that are there already.

mod errors;
mod mistakes;
mod rows;
mod triggers;

use blink::{Error, Table, TableReport, ToRow};

use crate::support::Db;

const SCHEMA: &str =
    "CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, name text, visits int8 DEFAULT 7);
    INSERT INTO users VALUES (1, 'a@x', 'Alice', 1), (2, 'b@x', 'Bob', 2); SELECT setval('users_id_seq', 2)";

#[derive(Clone, ToRow)]
#[blink(table = "users")]
struct User {
    email: &'static str,
    name: Option<&'static str>,
}

fn users(rows: &[(&'static str, &'static str)]) -> Table<User> {
    let row = |&(email, name)| User {
        email,
        name: Some(name),
    };
    Table::from_rows(rows.iter().map(row).collect::<Vec<_>>())
}

async fn copy<T: 'static, K>(db: &mut Db, table: Table<T, K>) -> Result<TableReport, Error> {
    let copied = blink::copy_to_table(&mut db.client, table).await;
    db.works().await;
    assert_eq!(
        db.one("SELECT count(*) FROM pg_class WHERE relname LIKE 'blink_rows%'")
            .await,
        "0",
        "the temporary table is gone"
    );
    copied
}

fn mistakes(error: &Error) -> Vec<String> {
    let shown = |mistake: &blink::Diagnostic| {
        let column = mistake.column().map(|column| format!(".{column}")).unwrap_or_default();
        format!("{}{column}: {}; {}", mistake.table(), mistake.message(), mistake.help())
    };
    error.diagnostics().iter().map(shown).collect()
}

fn counts(report: &TableReport) -> (Option<u64>, Option<u64>, u64) {
    (report.inserted(), report.updated(), report.skipped())
}
