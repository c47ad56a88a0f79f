//! The keys and unique sets that are others than the catalog says, since triggers store rows.

use std::collections::{BTreeMap, BTreeSet};

use blink::TableName;

/// The keys and unique sets that come of rows which triggers store.
#[derive(Clone, Debug, Default)]
pub(super) struct ByTriggers {
    /// The unique sets of stored rows that several tables bring.
    pub(super) shared: Vec<SharedSet>,
    /// For keys by their tables and names, why they lead to another table than they say.
    pub(super) leads: BTreeMap<(TableName, String), String>,
}

/// A unique set of stored rows that several tables bring.
#[derive(Clone, Debug)]
pub(super) struct SharedSet {
    /// The table that has the unique set.
    pub(super) of: TableName,
    pub(super) set: String,
    /// The tables that bring such rows, and the columns of each that are in the set, in its order.
    pub(super) parts: Vec<(TableName, Vec<String>)>,
}

impl ByTriggers {
    /// The reason why a key leads to the table whose trigger stores the row that it says.
    pub(super) fn lead(&self, table: &TableName, key: &str) -> Option<&str> {
        self.leads.get(&(table.clone(), key.to_owned())).map(String::as_str)
    }

    /// The tables that share values with a table, directly or through others, in the order of their names: no two of
    /// them may have the same ones.
    pub(super) fn sharing(&self, table: &TableName) -> BTreeSet<&TableName> {
        let mut sharing = BTreeSet::new();
        let mut open = self.with_table(table).collect::<Vec<_>>();
        while let Some(one) = open.pop() {
            if sharing.insert(one) {
                open.extend(self.with_table(one));
            }
        }
        sharing
    }

    fn with_table(&self, table: &TableName) -> impl Iterator<Item = &TableName> {
        let sets = self.shared.iter();
        let sets = sets.filter(move |set| set.parts.iter().any(|(one, _)| one == table));
        sets.flat_map(|set| set.parts.iter().map(|(one, _)| one))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_share_values_through_others() {
        let set = |of: &str, tables: &[&str]| SharedSet {
            of: of.into(),
            set: format!("{of}_pkey"),
            parts: tables
                .iter()
                .map(|table| (TableName::from(*table), Vec::new()))
                .collect(),
        };
        let by_triggers = ByTriggers {
            shared: vec![set("x", &["b", "a"]), set("y", &["c", "b"]), set("z", &["d", "e"])],
            leads: BTreeMap::new(),
        };
        let names = |table: &str| {
            let sharing = by_triggers.sharing(&table.into());
            sharing.into_iter().map(TableName::table).collect::<Vec<_>>().join(" ")
        };
        assert_eq!((names("a"), names("c")), ("a b c".to_owned(), "a b c".to_owned()));
        assert_eq!((names("e"), names("f")), ("d e".to_owned(), String::new()));
    }
}
