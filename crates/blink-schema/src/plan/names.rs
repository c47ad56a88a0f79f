//! The tables that the user names, found among those that there are.

use std::collections::BTreeMap;

use blink::TableName;

use super::options::Options;
use super::own_table::OwnTable;
use crate::facts::{Facts, Table};
use crate::mistakes::{Mistake, Mistakes};

/// The least likeness of a name that is meant, of 1.
const LIKENESS: f64 = 0.6;

/// The options with the names of tables as the catalog has them.
///
/// # Errors
/// All names that no table and no schema has, that several have, or that are a partition's.
pub(crate) fn resolved(options: &Options, facts: &Facts) -> Result<Options, Mistakes> {
    let mut mistakes = Vec::new();
    let mut known = options.clone();
    for schema in &options.selection.schemas {
        mistakes.extend(unknown_schema(schema, facts));
    }
    let schemas = if mistakes.is_empty() {
        &options.selection.schemas[..]
    } else {
        &[]
    };
    known.own.clear();
    for own in &options.own {
        let found = found_own(own, &known.own, facts);
        match found {
            Ok(own) => known.own.push(own),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    let mut find = |name: &TableName| match find_table(name, schemas, facts) {
        Ok(table) => Some(table.name.clone()),
        Err(mistake) => {
            mistakes.push(mistake);
            None
        }
    };
    known.selection.tables = options.selection.tables.iter().filter_map(&mut find).collect();
    known.selection.except = options.selection.except.iter().filter_map(&mut find).collect();
    let rows_of = options.rows_of.iter();
    known.rows_of = rows_of
        .filter_map(|(name, rows)| find(name).map(|name| (name, *rows)))
        .collect::<BTreeMap<_, _>>();
    Mistakes::none_in(mistakes).map(|()| known)
}

/// The table of the user's own with its name as the catalog has it.
fn found_own(own: &OwnTable, others: &[OwnTable], facts: &Facts) -> Result<OwnTable, Mistake> {
    let Some(name) = &own.name else {
        return Err(Mistake::new(
            format!("{} names no table", own.row_type()),
            "add #[blink(table = \"…\")] to it, or call `OwnTable::named`",
        ));
    };
    let table = &find_table(name, &[], facts)?.name;
    if others.iter().any(|other| other.name.as_ref() == Some(table)) {
        return Err(Mistake::new(
            format!("{table} is your own twice"),
            "add it to the options once",
        ));
    }
    Ok(own.clone().named(table.clone()))
}

/// Finds a table by its name, in these schemas if it is without its own and there are any.
///
/// # Errors
/// If no table has the name, or several have, or a partition has it.
pub fn find_table<'f>(wanted: &TableName, schemas: &[String], facts: &'f Facts) -> Result<&'f Table, Mistake> {
    let among = |schema: &str| schemas.is_empty() || schemas.iter().any(|one| one == schema);
    let is_meant = |table: &&Table| {
        let schema = table.name.schema().unwrap_or_default();
        let in_schema = wanted.schema().map_or_else(|| among(schema), |wanted| wanted == schema);
        in_schema && table.name.table() == wanted.table()
    };
    let found = facts.tables.iter().filter(is_meant).collect::<Vec<_>>();
    match found.as_slice() {
        [table] => match &table.partition_of {
            None => Ok(table),
            Some(partition) => Err(Mistake::new(
                format!("{} is a partition, and gets its rows through its parent", table.name),
                format!("name {} instead", partition.parent),
            )),
        },
        [] => Err(unknown_table(wanted, facts)),
        several => {
            let names = several.iter().map(|table| table.name.to_string()).collect::<Vec<_>>();
            Err(Mistake::new(
                format!("{wanted} is the name of {} tables", names.len()),
                format!("name its schema, too: {}", names.join(" or ")),
            ))
        }
    }
}

fn unknown_table(wanted: &TableName, facts: &Facts) -> Mistake {
    let near = nearest(wanted, facts.tables.iter().map(|table| &table.name));
    let help = match near {
        Some(near) => format!("did you mean {near}? Names are case-sensitive"),
        None => "create it first (run the migrations), or name its schema, as in schema.table".to_owned(),
    };
    Mistake::new(format!("there is no table {wanted}"), help)
}

/// The table whose name is most like the one wanted, with its schema if that was given.
fn nearest<'n>(wanted: &TableName, names: impl Iterator<Item = &'n TableName>) -> Option<&'n TableName> {
    let likeness = |name: &TableName| {
        let (wanted, name) = match wanted.schema() {
            Some(_) => (wanted.to_string(), name.to_string()),
            None => (wanted.table().to_owned(), name.table().to_owned()),
        };
        strsim::normalized_damerau_levenshtein(&wanted.to_lowercase(), &name.to_lowercase())
    };
    let near = names
        .map(|name| (likeness(name), name.table() == wanted.table(), name))
        .filter(|(likeness, is_same, _)| *is_same || *likeness >= LIKENESS);
    near.max_by(|one, other| {
        let by_likeness = one.0.total_cmp(&other.0);
        // Of equals the first.
        one.1.cmp(&other.1).then(by_likeness).then(other.2.cmp(one.2))
    })
    .map(|(_, _, name)| name)
}

fn unknown_schema(wanted: &str, facts: &Facts) -> Option<Mistake> {
    let mut schemas = facts
        .tables
        .iter()
        .filter_map(|table| table.name.schema())
        .collect::<Vec<_>>();
    schemas.sort_unstable();
    schemas.dedup();
    if schemas.contains(&wanted) {
        return None;
    }
    let likeness = |name: &str| strsim::normalized_damerau_levenshtein(&wanted.to_lowercase(), &name.to_lowercase());
    let near = schemas
        .iter()
        .map(|name| (likeness(name), *name))
        .filter(|(likeness, _)| *likeness >= LIKENESS);
    let near = near.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(one.1)));
    let help = match (near, schemas.as_slice()) {
        (Some((_, near)), _) => format!("did you mean {near}? Names are case-sensitive"),
        (None, []) => "create the tables first (run the migrations)".to_owned(),
        (None, schemas) => format!("the schemas with tables are {}", schemas.join(", ")),
    };
    Some(Mistake::new(format!("there is no table in a schema {wanted}"), help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        let mut facts = Facts::of(
            [
                "public.users",
                "shop.users",
                "shop.orders",
                "shop.order_items",
                "log.2024",
            ]
            .map(|name| Table::new(name).column("id", "int")),
        );
        facts.tables[0].name = TableName::qualified("log", "x.y");
        facts
    }

    fn asked(tables: &[&str], schemas: &[&str]) -> Result<Vec<String>, String> {
        let mut options = Options::until(0);
        options.selection.tables = tables.iter().map(|table| TableName::from(*table)).collect();
        options.selection.schemas = schemas.iter().map(|schema| (*schema).to_owned()).collect();
        let known = resolved(&options, &facts()).map_err(|mistakes| mistakes.to_string())?;
        Ok(known.selection.tables.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_table_is_named_with_or_without_its_schema() {
        assert_eq!(
            asked(&["orders", "public.users"], &[]).unwrap(),
            ["shop.orders", "public.users"]
        );
        assert_eq!(asked(&["users"], &["shop"]).unwrap(), ["shop.users"]);
        assert_eq!(
            asked(&["log.\"x.y\"", "\"x.y\""], &[]).unwrap(),
            ["log.\"x.y\"", "log.\"x.y\""]
        );
    }

    #[test]
    fn all_mistakes_are_told_with_the_nearest_names() {
        assert_eq!(
            asked(&["users", "Orders", "shop.order_itmes", "nothing"], &[]).unwrap_err(),
            "4 mistakes:\n  \
             - users is the name of 2 tables (name its schema, too: public.users or shop.users)\n  \
             - there is no table Orders (did you mean shop.orders? Names are case-sensitive)\n  \
             - there is no table shop.order_itmes (did you mean shop.order_items? Names are case-sensitive)\n  \
             - there is no table nothing (create it first (run the migrations), or name its schema, as in schema.table)"
        );
        assert_eq!(
            asked(&[], &["pubic", "x"]).unwrap_err(),
            "2 mistakes:\n  \
             - there is no table in a schema pubic (did you mean public? Names are case-sensitive)\n  \
             - there is no table in a schema x (the schemas with tables are log, public, shop)"
        );
    }

    #[test]
    fn numbers_of_rows_and_exceptions_are_resolved_too() {
        let mut options = Options::until(0);
        options.rows_of.insert("orders".into(), 7);
        options.selection.except.push("order_items".into());
        let known = resolved(&options, &facts()).unwrap();
        assert_eq!(known.rows_of.get(&"shop.orders".into()), Some(&7));
        assert_eq!(known.selection.except, ["shop.order_items".into()]);
        options.selection.except.push("order".into());
        options.rows_of.insert("userz".into(), 7);
        assert_eq!(resolved(&options, &facts()).unwrap_err().all().len(), 2);
    }
}
