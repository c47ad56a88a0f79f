//! The server's catalog data about the run's tables, read once per run.

mod domains;
pub(crate) mod keys;
mod reader;
pub(crate) mod rebuild_blockers;
pub(crate) mod sequences;
mod tables;
pub(crate) mod truncate;
pub(crate) mod unique;

use std::collections::HashMap;

use postgres_types::{Kind, Oid, Type};

use crate::connection::Connection;
use crate::connection::session::Session;
use crate::error::Error;
use crate::sql::{TableName, comma_separated, quote_literal};
pub(crate) use reader::{RowReader, statement, with_table_oids};
use sequences::SequenceInfo;
pub(crate) use tables::Tables;
use truncate::{DropBehavior, TruncateInfo};
use unique::UniqueInfo;

const TABLES: &str = include_str!("catalog/sql/tables.sql");
const COLUMNS: &str = include_str!("catalog/sql/columns.sql");
const REFERENCES: &str = include_str!("catalog/sql/references.sql");
const KNOWN_TABLES: &str = include_str!("catalog/sql/known_tables.sql");
const TYPES: &str = include_str!("catalog/sql/types.sql");
const ENUM_LABELS: &str = include_str!("catalog/sql/enum_labels.sql");
const COMPOSITE_FIELDS: &str = include_str!("catalog/sql/composite_fields.sql");

/// The server's answers about the tables of a run.
#[derive(Debug)]
pub(crate) struct Catalog {
    pub(crate) tables: Tables,
    /// The names of all tables, to suggest one for a table that was not found.
    pub(crate) all_table_names: Vec<TableName>,
    /// The sequences to advance; empty if the run leaves them alone.
    pub(crate) sequences: Vec<SequenceInfo>,
    /// The effects of emptying the tables, if the run does so.
    pub(crate) truncate: Option<TruncateInfo>,
    /// Unique indexes of the tables that use `on_conflict`; empty if none does.
    pub(crate) unique: UniqueInfo,
}

/// The catalog data to read besides tables, columns and foreign keys.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    pub(crate) sequences: bool,
    pub(crate) truncate: Option<DropBehavior>,
    pub(crate) unique: bool,
}

/// A table, as in `pg_class`.
#[derive(Debug)]
pub(crate) struct TableInfo {
    pub(crate) oid: Oid,
    pub(crate) name: TableName,
    pub(crate) kind: RelKind,
    /// True if the table, or one of its partitions, is a foreign table.
    pub(crate) foreign: bool,
    pub(crate) schema_usage: bool,
    pub(crate) row_security: bool,
    pub(crate) instead_of_trigger: bool,
    /// The name of a rule that INSERT follows.
    pub(crate) insert_rule: Option<String>,
    /// The name of a rule for UPDATE, even a disabled one.
    pub(crate) update_rule: Option<String>,
    pub(crate) may_analyze: bool,
    /// The server's estimate; negative if it has none.
    pub(crate) estimated_rows: f64,
    pub(crate) columns: Vec<ColumnInfo>,
    pub(crate) foreign_keys: Vec<ForeignKey>,
    has_index: bool,
    /// True if the table can be probed for rows: this role may read it, and no other session holds or awaits a lock on
    /// it for which the probe would have to wait.
    can_probe_empty: bool,
    /// True if the table has no file, and so no row.
    pub(crate) empty: Option<bool>,
}

/// A relation's kind, `relkind` in `pg_class`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RelKind {
    Table,
    PartitionedTable,
    View,
    MaterializedView,
    ForeignTable,
    /// A relation without user rows: an index, a sequence, a composite type, a TOAST table.
    Other,
}

impl RelKind {
    fn from_catalog(relkind: &str) -> Self {
        match relkind {
            "r" => Self::Table,
            "p" => Self::PartitionedTable,
            "v" => Self::View,
            "m" => Self::MaterializedView,
            "f" => Self::ForeignTable,
            _ => Self::Other,
        }
    }
}

/// A column, as in `pg_attribute`.
#[derive(Clone, Debug)]
pub(crate) struct ColumnInfo {
    number: i16,
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// The readable type, such as `numeric(10,2)`.
    pub(crate) type_name: String,
    /// True if the column, or a domain in its type, is NOT NULL.
    pub(crate) not_null: bool,
    /// True if the type is a domain with a CHECK, or is based on one.
    checked: bool,
    /// The server's error about a NULL of the column's domain, for a column that receives only NULL.
    pub(crate) refuses_null: Option<String>,
    pub(crate) has_default: bool,
    /// True if the column may take its values from a sequence.
    may_have_sequence: bool,
    pub(crate) generated: bool,
    pub(crate) may_insert: bool,
}

#[derive(Debug)]
pub(crate) struct ForeignKey {
    pub(crate) name: String,
    pub(crate) columns: Vec<String>,
    /// The referenced table.
    pub(crate) to: Oid,
    /// True if the key is checked only at COMMIT.
    pub(crate) deferred: bool,
}

impl TableInfo {
    /// Returns true if the table has an index or a foreign key.
    pub(crate) fn has_indexes_or_foreign_keys(&self) -> bool {
        self.has_index || !self.foreign_keys.is_empty()
    }

    pub(crate) fn column(&self, name: &str) -> Option<&ColumnInfo> {
        self.columns.iter().find(|column| column.name == name)
    }
}

impl ColumnInfo {
    /// Returns true if the run must send a value for the column.
    pub(crate) fn needs_value(&self) -> bool {
        (self.not_null || self.refuses_null.is_some()) && !self.has_default && !self.generated
    }
}

/// Reads the catalog data of these tables, with one query per subject regardless of the number of tables. `sent`
/// returns true if values are sent for a column of a table.
pub(crate) async fn read<C: Connection>(
    session: &mut Session<'_, C>,
    names: &[TableName],
    wanted: Wanted,
    sent: impl Fn(usize, &str) -> bool,
) -> Result<Catalog, Error> {
    let mut tables = read_tables(session, names).await?;
    let oids = tables.oids().collect::<Vec<_>>();
    let mut sequences = Vec::new();
    let mut truncate = None;
    let mut unique = UniqueInfo::default();
    if !oids.is_empty() {
        read_columns(session, &oids, &mut tables).await?;
        domains::read(session, &mut tables, &sent).await?;
        read_foreign_keys(session, &oids, &mut tables).await?;
        let counts = |(n, table): (usize, Option<&TableInfo>)| {
            let mut columns = table.into_iter().flat_map(|table| &table.columns);
            columns.any(|column| column.may_have_sequence && sent(n, &column.name))
        };
        // This query takes a server longer than all others together.
        if wanted.sequences && tables.steps().enumerate().any(counts) {
            sequences = sequences::read(session, &oids).await?;
        }
        if let Some(behavior) = wanted.truncate {
            truncate = Some(truncate::read(session, &oids, behavior).await?);
        }
        if wanted.unique {
            unique = unique::read(session, &oids).await?;
        }
    }
    let all_table_names = if tables.steps().all(|table| table.is_some()) {
        Vec::new()
    } else {
        read_known(session).await?
    };
    Ok(Catalog {
        tables,
        all_table_names,
        sequences,
        truncate,
        unique,
    })
}

async fn read_tables<C: Connection>(session: &mut Session<'_, C>, names: &[TableName]) -> Result<Tables, Error> {
    if names.is_empty() {
        return Ok(Tables::default());
    }
    let wanted = comma_separated(names.iter().enumerate().map(|(n, name)| {
        let schema = name.schema().map_or("NULL::pg_catalog.text".to_owned(), quote_literal);
        format!("({n}, {schema}, {})", quote_literal(name.table()))
    }));
    let rows = session.query(&statement(TABLES).replace("$names", &wanted)).await?;
    let mut tables = std::iter::repeat_with(|| None).take(names.len()).collect::<Vec<_>>();
    for row in rows {
        let mut row = RowReader::new(row);
        let n = row.number::<usize>()?;
        let table = TableInfo {
            oid: row.number()?,
            name: TableName::qualified(row.text()?, row.text()?),
            kind: RelKind::from_catalog(&row.text()?),
            foreign: row.bool_or_false()?,
            schema_usage: row.bool_or_false()?,
            row_security: row.bool_or_false()?,
            instead_of_trigger: row.bool_or_false()?,
            insert_rule: row.next()?,
            update_rule: row.next()?,
            may_analyze: row.bool_or_false()?,
            estimated_rows: row.number()?,
            columns: Vec::new(),
            foreign_keys: Vec::new(),
            has_index: row.bool_or_false()?,
            can_probe_empty: row.bool_or_false()?,
            empty: row.bool_or_false()?.then_some(true),
        };
        row.end()?;
        if let Some(place) = tables.get_mut(n) {
            *place = Some(table);
        }
    }
    Ok(Tables::new(tables))
}

async fn read_columns<C: Connection>(
    session: &mut Session<'_, C>,
    oids: &[Oid],
    tables: &mut Tables,
) -> Result<(), Error> {
    let rows = session.query(&with_table_oids(COLUMNS, oids.iter().copied())).await?;
    let mut columns = Vec::new();
    for row in rows {
        let mut row = RowReader::new(row);
        let table = row.number::<Oid>()?;
        let (number, name, ty) = (row.number()?, row.text()?, row.number::<Oid>()?);
        let mut column = ColumnInfo {
            number,
            name,
            ty: Type::UNKNOWN,
            type_name: row.text()?,
            not_null: row.bool_or_false()?,
            checked: row.bool_or_false()?,
            refuses_null: None,
            has_default: row.bool_or_false()?,
            may_have_sequence: false,
            generated: row.bool_or_false()?,
            may_insert: row.bool_or_false()?,
        };
        column.may_have_sequence = row.bool_or_false()? || column.has_default;
        row.end()?;
        columns.push((table, ty, column));
    }
    let types = read_types(session, columns.iter().map(|&(_, ty, _)| ty)).await?;
    for (table, ty, mut column) in columns {
        column.ty = types.get(ty);
        if let Some(info) = tables.by_oid_mut(table) {
            info.columns.push(column);
        }
    }
    Ok(())
}

async fn read_foreign_keys<C: Connection>(
    session: &mut Session<'_, C>,
    oids: &[Oid],
    tables: &mut Tables,
) -> Result<(), Error> {
    let rows = session
        .query(&with_table_oids(REFERENCES, oids.iter().copied()))
        .await?;
    for row in rows {
        let mut row = RowReader::new(row);
        let table = row.number::<Oid>()?;
        let (name, numbers) = (row.text()?, row.text()?);
        let (to, deferred) = (row.number()?, row.bool_or_false()?);
        row.end()?;
        if let Some(info) = tables.by_oid_mut(table) {
            let columns = numbers
                .split(',')
                .filter_map(|number| number.parse::<i16>().ok())
                .filter_map(|number| info.columns.iter().find(|column| column.number == number))
                .map(|column| column.name.clone())
                .collect();
            info.foreign_keys.push(ForeignKey {
                name,
                columns,
                to,
                deferred,
            });
        }
    }
    Ok(())
}

/// Reads the names of all tables that can hold rows; those that are not on the `search_path` have their schema.
async fn read_known<C: Connection>(session: &mut Session<'_, C>) -> Result<Vec<TableName>, Error> {
    let rows = session.query(&statement(KNOWN_TABLES)).await?;
    rows.into_iter()
        .map(|row| {
            let mut row = RowReader::new(row);
            let name = match row.next()? {
                Some(schema) => TableName::qualified(schema, row.text()?),
                None => TableName::new(row.text()?),
            };
            row.end()?;
            Ok(name)
        })
        .collect()
}

/// Types by their OIDs, with their component types.
struct Types(HashMap<Oid, Type>);

impl Types {
    fn get(&self, oid: Oid) -> Type {
        Type::from_oid(oid)
            .or_else(|| self.0.get(&oid).cloned())
            // Never reached for a type in the catalog; a value can still be sent as text.
            .unwrap_or(Type::UNKNOWN)
    }
}

/// A type that is not built in, as in `pg_type`.
struct RawType {
    name: String,
    schema: String,
    kind: char,
    element: Oid,
    base: Oid,
    subtype: Oid,
    labels: Vec<String>,
    fields: Vec<(String, Oid)>,
}

/// Reads the types that are not built in, and their component types, one layer per query.
async fn read_types<C: Connection>(
    session: &mut Session<'_, C>,
    oids: impl Iterator<Item = Oid>,
) -> Result<Types, Error> {
    let mut raw = HashMap::new();
    let mut wanted = oids.collect::<Vec<_>>();
    loop {
        wanted.retain(|oid| *oid != 0 && Type::from_oid(*oid).is_none() && !raw.contains_key(oid));
        wanted.sort_unstable();
        wanted.dedup();
        if wanted.is_empty() {
            break;
        }
        let layer = read_raw_types(session, &wanted).await?;
        // A type that was dropped in the meantime stays unknown, and is not queried again.
        wanted = layer
            .values()
            .flat_map(|ty: &RawType| {
                let fields = ty.fields.iter().map(|(_, oid)| *oid);
                [ty.element, ty.base, ty.subtype].into_iter().chain(fields)
            })
            .collect();
        raw.extend(layer);
    }
    let mut types = HashMap::new();
    for oid in raw.keys() {
        build(*oid, &raw, &mut types, 0);
    }
    Ok(Types(types))
}

async fn read_raw_types<C: Connection>(
    session: &mut Session<'_, C>,
    oids: &[Oid],
) -> Result<HashMap<Oid, RawType>, Error> {
    let oids = comma_separated(oids);
    let rows = session.query(&statement(TYPES).replace("$types", &oids)).await?;
    let mut types = HashMap::new();
    for row in rows {
        let mut row = RowReader::new(row);
        let oid = row.number::<Oid>()?;
        let ty = RawType {
            name: row.text()?,
            schema: row.text()?,
            kind: row.text()?.chars().next().unwrap_or(' '),
            element: row.number()?,
            base: row.number()?,
            subtype: row.number()?,
            labels: Vec::new(),
            fields: Vec::new(),
        };
        row.end()?;
        types.insert(oid, ty);
    }
    for sql in [ENUM_LABELS, COMPOSITE_FIELDS] {
        for row in session.query(&statement(sql).replace("$types", &oids)).await? {
            let mut row = RowReader::new(row);
            let Some(ty) = types.get_mut(&row.number::<Oid>()?) else {
                continue;
            };
            let (name, oid) = (row.text()?, row.number::<Oid>()?);
            row.end()?;
            if oid == 0 {
                ty.labels.push(name);
            } else {
                ty.fields.push((name, oid));
            }
        }
    }
    Ok(types)
}

/// Builds a type from its component types. A type contains itself only through an array of its own rows; there the
/// depth limit ends the recursion.
fn build(oid: Oid, raw: &HashMap<Oid, RawType>, types: &mut HashMap<Oid, Type>, depth: u8) -> Type {
    if let Some(ty) = Type::from_oid(oid).or_else(|| types.get(&oid).cloned()) {
        return ty;
    }
    let Some(ty) = raw.get(&oid).filter(|_| depth < 32) else {
        return Type::UNKNOWN;
    };
    let mut part = |oid| build(oid, raw, types, depth + 1);
    let kind = match ty.kind {
        'e' => Kind::Enum(ty.labels.clone()),
        'd' => Kind::Domain(part(ty.base)),
        'c' => Kind::Composite(
            ty.fields
                .iter()
                .map(|(name, oid)| postgres_types::Field::new(name.clone(), part(*oid)))
                .collect(),
        ),
        'r' => Kind::Range(part(ty.subtype)),
        _ if ty.element != 0 => Kind::Array(part(ty.element)),
        _ => Kind::Simple,
    };
    let built = Type::new(ty.name.clone(), oid, kind, ty.schema.clone());
    types.insert(oid, built.clone());
    built
}
