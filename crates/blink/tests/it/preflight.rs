//! Mistakes are found before a row is made: all at once, each with help.

mod columns;
mod domains;
mod plan;
mod tables;
mod triggers;

use blink::{Error, Table, ToRow};

use crate::support::Db;

#[derive(ToRow)]
#[blink(table = "users")]
struct User {
    id: i64,
    name: &'static str,
}

fn users() -> Table<User> {
    Table::from_rows([User { id: 1, name: "Alice" }])
}

/// The mistakes as `table.column: what`.
fn mistakes(error: &Error) -> Vec<String> {
    let shown = |mistake: &blink::Diagnostic| {
        assert!(!mistake.help().is_empty(), "{mistake}");
        let column = mistake.column().map(|column| format!(".{column}")).unwrap_or_default();
        format!("{}{column}: {}", mistake.table(), mistake.message())
    };
    error.diagnostics().iter().map(shown).collect()
}

async fn fails<T: 'static, K>(db: &mut Db, table: Table<T, K>) -> Vec<String> {
    let error = blink::copy_to_table(&mut db.client, table).await.unwrap_err();
    db.works().await;
    mistakes(&error)
}
