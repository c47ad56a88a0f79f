//! A schema with something of everything, read the same on every version.

use blink::quote_identifier as quoted;
use blink_schema::facts::TypeKind;

use super::{Db, facts_of, show::show};

const SCHEMA: &str = include_str!("mixed.sql");

/// `BLINK_UPDATE=1 cargo test -p blink-schema --test it mixed` writes the file anew; look at its diff.
#[tokio::test]
async fn a_mixed_schema_is_read_the_same_on_every_version() {
    let facts = facts_of(SCHEMA).await;
    // The embedded server has extensions from the start.
    let shown = show(&facts)
        .lines()
        .filter(|line| !line.starts_with("extensions"))
        .collect::<Vec<_>>()
        .join("\n")
        + "\n";
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/facts/mixed.snap");
    if std::env::var_os("BLINK_UPDATE").is_some() {
        std::fs::write(path, &shown).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap();
    for (number, (shown, expected)) in shown.lines().zip(expected.lines()).enumerate() {
        assert_eq!(shown, expected, "line {}", number + 1);
    }
    assert_eq!(shown.lines().count(), expected.lines().count());
}

/// The facts that were read make the same constraints and defaults again.
#[tokio::test]
async fn printed_expressions_are_those_that_they_make() {
    let mut db = Db::new(SCHEMA).await;
    let first = db.facts().await;
    let mut sql = vec!["SET search_path = pg_catalog".to_owned()];
    for table in &first.tables {
        let name = format!(
            "{}.{}",
            quoted(table.name.schema().unwrap()),
            quoted(table.name.table())
        );
        for check in table.checks.iter().filter(|check| !check.is_inherited) {
            let (again, text) = (quoted(&format!("{} again", check.name)), &check.expression);
            sql.push(format!("ALTER TABLE {name} ADD CONSTRAINT {again} CHECK ({text})"));
        }
        for column in &table.columns {
            if let Some(default) = &column.default {
                let column = quoted(&column.name);
                sql.push(format!("ALTER TABLE {name} ALTER {column} SET DEFAULT {default}"));
            }
        }
    }
    let domains = first.types.iter().filter_map(|ty| match &ty.kind {
        TypeKind::Domain(domain) => Some((format!("{}.{}", quoted(&ty.schema), quoted(&ty.name)), domain)),
        _ => None,
    });
    for (name, domain) in domains {
        for check in &domain.checks {
            let (again, text) = (quoted(&format!("{} again", check.name)), &check.expression);
            sql.push(format!("ALTER DOMAIN {name} ADD CONSTRAINT {again} CHECK ({text})"));
        }
    }
    db.client.batch_execute(&sql.join(";")).await.unwrap();
    let mut second = db.facts().await;
    for (table, first) in second.tables.iter_mut().zip(&first.tables) {
        for check in &first.checks {
            let name = format!("{} again", check.name);
            let again = table.checks.iter().find(|again| again.name == name).unwrap();
            assert_eq!(again.expression, check.expression);
        }
        table.checks.retain(|check| !check.name.ends_with(" again"));
    }
    for (first, second) in first.types.iter().zip(second.types.iter()) {
        if let (TypeKind::Domain(first), TypeKind::Domain(second)) = (&first.kind, &second.kind) {
            assert_eq!(second.checks.len(), 2 * first.checks.len());
            for check in &first.checks {
                let name = format!("{} again", check.name);
                let again = second.checks.iter().find(|again| again.name == name).unwrap();
                assert_eq!(again.expression, check.expression);
            }
        }
    }
    assert_eq!(second.tables, first.tables);
}
