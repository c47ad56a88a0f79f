//! Tables, columns and constraints.

use blink::TableName;

use crate::facts::columns::{Column, Generation};
use crate::facts::constraints::{Check, Exclusion, ForeignKey, KeyPart, ReferentialAction, UniqueKind, UniqueSet};
use crate::facts::tables::{Inheritance, Table, TableKind};
use crate::facts::types::TypeRef;

impl Column {
    /// A column that may be NULL, with the name of its type.
    pub fn new(name: impl Into<String>, ty: &str) -> Self {
        Self {
            name: name.into(),
            number: 0,
            ty: TypeRef::named(ty),
            dimensions: u16::from(ty.ends_with("[]")),
            not_null: false,
            not_null_validated: true,
            default: None,
            default_functions: Vec::new(),
            generation: None,
            sequence: None,
            collation: None,
            comment: None,
        }
    }

    /// The same column, NOT NULL.
    #[must_use]
    pub fn not_null(self) -> Self {
        Self { not_null: true, ..self }
    }

    /// The same column with this default, as the server prints it.
    #[must_use]
    pub fn default(self, expression: &str) -> Self {
        Self {
            default: Some(expression.to_owned()),
            ..self
        }
    }

    /// The same column with values of the server's.
    #[must_use]
    pub fn generated(self, generation: Generation) -> Self {
        Self {
            generation: Some(generation),
            ..self
        }
    }

    /// The same column with this comment.
    #[must_use]
    pub fn comment(self, comment: &str) -> Self {
        Self {
            comment: Some(comment.to_owned()),
            ..self
        }
    }
}

impl Table {
    /// An empty table without columns. Without a schema it is in `public`.
    pub fn new(name: impl Into<TableName>) -> Self {
        Self {
            oid: 0,
            name: in_schema(name.into()),
            kind: TableKind::Ordinary,
            columns: Vec::new(),
            unique_sets: Vec::new(),
            foreign_keys: Vec::new(),
            checks: Vec::new(),
            exclusions: Vec::new(),
            triggers: Vec::new(),
            partitioning: None,
            partition_of: None,
            inheritance: Inheritance::default(),
            comment: None,
            rows: 0,
            rows_are_exact: true,
            size: 0,
            extension: None,
            access_method: None,
            is_unlogged: false,
            has_row_security: false,
        }
    }

    /// The same table with another column, which may be NULL.
    #[must_use]
    pub fn column(self, name: &str, ty: &str) -> Self {
        self.with(Column::new(name, ty))
    }

    /// The same table with another column.
    #[must_use]
    pub fn with(mut self, mut column: Column) -> Self {
        let number = self.columns.iter().map(|column| column.number).max().unwrap_or(0);
        column.number = number.saturating_add(1);
        self.columns.push(column);
        self
    }

    /// The same table with these columns NOT NULL.
    #[must_use]
    pub fn not_null<'c>(mut self, columns: impl IntoIterator<Item = &'c str>) -> Self {
        let names = columns.into_iter().collect::<Vec<_>>();
        for column in &mut self.columns {
            column.not_null |= names.contains(&column.name.as_str());
        }
        self
    }

    /// The same table with this primary key, whose columns are NOT NULL.
    #[must_use]
    pub fn primary_key<'c>(mut self, columns: impl IntoIterator<Item = &'c str>) -> Self {
        let set = UniqueSet::new(format!("{}_pkey", self.name.table()), UniqueKind::PrimaryKey, columns);
        let names = set.columns().unwrap_or_default().into_iter().map(str::to_owned);
        let names = names.collect::<Vec<_>>();
        self.unique_sets.insert(0, set);
        self.not_null(names.iter().map(String::as_str))
    }

    /// The same table with a unique constraint over these columns.
    #[must_use]
    pub fn unique<'c>(mut self, columns: impl IntoIterator<Item = &'c str>) -> Self {
        let columns = columns.into_iter().collect::<Vec<_>>();
        let name = format!("{}_{}_key", self.name.table(), columns.join("_"));
        self.unique_sets
            .push(UniqueSet::new(name, UniqueKind::Constraint, columns));
        self
    }

    /// The same table with another unique set.
    #[must_use]
    pub fn unique_set(mut self, set: UniqueSet) -> Self {
        self.unique_sets.push(set);
        self
    }

    /// The same table with a foreign key.
    #[must_use]
    pub fn foreign_key<'c>(
        mut self,
        columns: impl IntoIterator<Item = &'c str>,
        parent: impl Into<TableName>,
        parent_columns: impl IntoIterator<Item = &'c str>,
    ) -> Self {
        let columns = columns.into_iter().map(str::to_owned).collect::<Vec<_>>();
        self.foreign_keys.push(ForeignKey {
            name: format!("{}_{}_fkey", self.name.table(), columns.join("_")),
            columns,
            parent: in_schema(parent.into()),
            parent_columns: parent_columns.into_iter().map(str::to_owned).collect(),
            match_full: false,
            on_delete: ReferentialAction::NoAction,
            on_update: ReferentialAction::NoAction,
            deferrable: false,
            initially_deferred: false,
            validated: true,
            enforced: true,
            period: false,
            is_inherited: false,
        });
        self
    }

    /// The same table with another foreign key.
    #[must_use]
    pub fn foreign(mut self, key: ForeignKey) -> Self {
        self.foreign_keys.push(key);
        self
    }

    /// The same table with a CHECK: its name, the columns that it names, and the expression as the server prints it.
    #[must_use]
    pub fn check<'c>(mut self, name: &str, columns: impl IntoIterator<Item = &'c str>, expression: &str) -> Self {
        self.checks.push(Check {
            name: name.to_owned(),
            expression: expression.to_owned(),
            columns: columns.into_iter().map(str::to_owned).collect(),
            validated: true,
            enforced: true,
            is_inherited: false,
            functions: Vec::new(),
        });
        self
    }

    /// The same table with an exclusion constraint: its name, and the columns with their operators.
    #[must_use]
    pub fn exclusion<'c>(mut self, name: &str, parts: impl IntoIterator<Item = (&'c str, &'c str)>) -> Self {
        let parts = parts.into_iter().map(|(column, operator)| {
            let part = KeyPart::Column(column.to_owned());
            (part, operator.to_owned())
        });
        self.exclusions.push(Exclusion {
            name: name.to_owned(),
            parts: parts.collect(),
            part_options: Vec::new(),
            predicate: None,
            deferrable: false,
            initially_deferred: false,
            functions: Vec::new(),
        });
        self
    }

    /// The same table with this comment.
    #[must_use]
    pub fn comment(self, comment: &str) -> Self {
        Self {
            comment: Some(comment.to_owned()),
            ..self
        }
    }

    /// The same table with this number of rows.
    #[must_use]
    pub fn rows(self, rows: u64) -> Self {
        Self { rows, ..self }
    }
}

impl UniqueSet {
    /// A unique set of these columns.
    pub fn new<'c>(name: impl Into<String>, kind: UniqueKind, columns: impl IntoIterator<Item = &'c str>) -> Self {
        let parts = columns.into_iter().map(|name| KeyPart::Column(name.to_owned()));
        Self::of_parts(name, kind, parts)
    }

    /// A unique set of these parts.
    pub fn of_parts(name: impl Into<String>, kind: UniqueKind, parts: impl IntoIterator<Item = KeyPart>) -> Self {
        Self {
            name: name.into(),
            kind,
            parts: parts.into_iter().collect(),
            part_options: Vec::new(),
            predicate: None,
            nulls_not_distinct: false,
            without_overlaps: false,
            deferrable: false,
            initially_deferred: false,
            is_valid: true,
            functions: Vec::new(),
        }
    }
}

fn in_schema(name: TableName) -> TableName {
    match name.schema() {
        Some(_) => name,
        None => TableName::qualified("public", name.table()),
    }
}
