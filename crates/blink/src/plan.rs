//! What a run will do, table by table, decided before a row is made.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use postgres_types::{Kind, Type};

use crate::catalog::{Catalog, ColumnInfo, TableInfo};
use crate::encode::coerce::{self, Coercion, Convert};
use crate::encode::{ColumnEncoder, Format, Layout, Wire, base, render};
use crate::error::Mistake;
use crate::sql::{TableName, quote_identifier};
use crate::table::{BatchSize, Spec};
use crate::to_row::{Column, ColumnValue};

/// The number of rows in one COPY command unless something else is asked for. Beginning one costs the server 1.5 ms, the
/// time of three thousand rows of a bare table: it makes a thousand tuple slots (`MAX_BUFFERED_TUPLES` in copyfrom.c).
const DEFAULT_BATCH_SIZE: u64 = 250_000;

/// The same where the table has foreign keys: the server holds their checks until the command ends, and the client what it
/// sent, to find the row that broke one. Checking a row takes so long there that more commands cost nothing.
const DEFAULT_BATCH_SIZE_WITH_FOREIGN_KEYS: u64 = 50_000;

/// What a run will do: for each table its columns, how they travel, and in what lots.
///
/// [`Seeder::plan`](crate::Seeder::plan) gives it without touching a row. `Display` shows it to people.
#[derive(Debug)]
pub struct Plan {
    pub(crate) tables: Vec<TablePlan>,
    pub(crate) joined: bool,
    pub(crate) settings: Vec<(&'static str, String)>,
}

/// What a run will do with one table.
#[derive(Debug)]
pub struct TablePlan {
    /// As it was declared.
    pub(crate) declared: String,
    /// As the catalog has it.
    pub(crate) name: TableName,
    pub(crate) columns: Vec<ColumnPlan>,
    pub(crate) left_to_database: Vec<String>,
    pub(crate) batch_size: BatchSize,
    pub(crate) asked_batch_size: Option<u64>,
    pub(crate) layout: Arc<Layout>,
    /// The foreign keys, by name and the places of their columns among those that are sent.
    pub(crate) foreign_keys: Vec<(String, Vec<usize>)>,
    pub(crate) custom: bool,
}

#[derive(Debug)]
pub(crate) struct ColumnPlan {
    pub(crate) name: String,
    pub(crate) rust_type: Option<&'static str>,
    pub(crate) ty: Type,
    pub(crate) sql_type: String,
    pub(crate) how: How,
}

/// How a column's values travel, as people need to know it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum How {
    AsIs,
    Converted(String),
    /// The server's input function reads a text.
    Text,
}

impl Plan {
    /// The tables, in the order in which they are filled.
    pub fn tables(&self) -> &[TablePlan] {
        &self.tables
    }

    /// Whether the run joins a transaction of the caller's.
    pub fn joins_transaction(&self) -> bool {
        self.joined
    }

    /// The settings that are changed for the run (`SET LOCAL`), and their values.
    pub fn settings(&self) -> impl Iterator<Item = (&str, &str)> {
        self.settings.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

impl TablePlan {
    /// The table, as the catalog has it.
    pub fn name(&self) -> &TableName {
        &self.name
    }

    /// The columns that are sent, in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| column.name.as_str())
    }

    /// The number of rows in one COPY command; None for the whole table in one.
    pub fn batch_size(&self) -> Option<u64> {
        match self.batch_size {
            BatchSize::Rows(rows) => Some(rows),
            BatchSize::WholeTable => None,
        }
    }

    /// The COPY command; None where the user's own function inserts the rows.
    pub fn copy_sql(&self) -> Option<String> {
        if self.custom {
            return None;
        }
        let columns = self.columns().map(quote_identifier).collect::<Vec<_>>().join(", ");
        let options = match self.layout.format {
            Format::Binary => "FORMAT binary",
            Format::Text => "FORMAT text, ENCODING 'UTF8'",
        };
        Some(format!("COPY {} ({columns}) FROM STDIN ({options})", self.name.sql()))
    }
}

/// Compares what is to be sent with the catalog; all that is wrong, or a plan for each table.
pub(crate) fn tables(
    specs: &[(&Spec, &TableName)],
    catalog: &Catalog,
    default: Option<BatchSize>,
) -> Result<Vec<TablePlan>, Vec<Mistake>> {
    let mut mistakes = Vec::new();
    let mut plans = Vec::new();
    let mut seen = HashSet::new();
    for (&(spec, declared), info) in specs.iter().zip(&catalog.tables) {
        let Some(info) = info else {
            mistakes.push(unknown_table(declared, catalog));
            continue;
        };
        if !seen.insert(info.oid) && !spec.addition {
            mistakes.push(declared_twice(declared));
        }
        let found = Checked::new(spec, declared, info, &mut mistakes);
        plans.extend(found.map(|checked| checked.plan(spec, declared, info, default)));
    }
    if mistakes.is_empty() { Ok(plans) } else { Err(mistakes) }
}

pub(crate) fn declared_twice(declared: &TableName) -> Mistake {
    Mistake::new(
        declared,
        "an earlier step fills the same table",
        "put the rows into one step, or mark the later one with `.addition()`",
    )
}

fn unknown_table(declared: &TableName, catalog: &Catalog) -> Mistake {
    let names = catalog.known.iter().map(ToString::to_string).collect::<Vec<_>>();
    let near = nearest(&declared.to_string(), names.iter().map(String::as_str));
    let advice = if near.is_empty() {
        "create it first (run the migrations), or name its schema as in `schema.table`".to_owned()
    } else {
        format!(
            "did you mean {}? Names are taken exactly, capitals too",
            near.join(" or ")
        )
    };
    Mistake::new(declared, "there is no such table", advice)
}

/// Up to three names that are much the same.
fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let lower = name.to_lowercase();
    let mut scored = names
        .map(|other| {
            (
                strsim::normalized_damerau_levenshtein(&lower, &other.to_lowercase()),
                other,
            )
        })
        .filter(|&(score, other)| score >= 0.6 || other.rsplit('.').next() == Some(name))
        .collect::<Vec<_>>();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
    scored.into_iter().take(3).map(|(_, name)| name).collect()
}

/// The columns of a table that passed.
struct Checked {
    columns: Vec<ColumnPlan>,
    layout: Layout,
}

impl Checked {
    /// None if anything is wrong.
    fn new(spec: &Spec, declared: &TableName, info: &TableInfo, mistakes: &mut Vec<Mistake>) -> Option<Self> {
        let before = mistakes.len();
        mistakes.extend(table_mistake(declared, info));
        if spec.custom {
            return Some(Self {
                columns: Vec::new(),
                layout: Layout {
                    format: Format::Binary,
                    columns: Vec::new(),
                },
            });
        }
        let mut sent = Vec::new();
        let mut named = HashSet::new();
        for column in spec.columns.iter() {
            if !named.insert(column.name.as_str()) {
                mistakes.push(
                    Mistake::new(
                        declared,
                        "the row has this column twice",
                        "rename or skip one of the fields",
                    )
                    .column(&column.name),
                );
                continue;
            }
            match column_info(declared, column, info) {
                Ok(found) if matches!(column.value, ColumnValue::Default) => {
                    mistakes.extend(no_default(declared, found));
                }
                Ok(found) => sent.push((column, found)),
                Err(mistake) => mistakes.push(mistake),
            }
        }
        for column in &info.columns {
            if column.not_null && !column.has_default && !column.generated && !named.contains(column.name.as_str()) {
                mistakes.push(required(declared, column));
            }
        }
        if sent.is_empty() && mistakes.len() == before {
            mistakes.push(Mistake::new(
                declared,
                "the row sends no column",
                "give it a field that is neither skipped nor left to the database",
            ));
        }
        let choices = sent
            .iter()
            .filter_map(|(column, info)| {
                let choice = choose(&column.value, &info.ty);
                if choice.is_none() {
                    mistakes.push(unsendable(declared, column, info));
                }
                Some((*info, column, choice?))
            })
            .collect::<Vec<_>>();
        let format = if choices.iter().all(|(.., choice)| matches!(choice, Choice::Binary(_))) {
            Format::Binary
        } else {
            Format::Text
        };
        let mut columns = Vec::new();
        let mut encoders = Vec::new();
        for (info, column, choice) in choices {
            let Some((encoder, how)) = choice.encoder(format, column, info) else {
                mistakes.push(unrenderable(declared, column, info));
                continue;
            };
            columns.push(ColumnPlan {
                name: column.name.clone(),
                rust_type: match column.value {
                    ColumnValue::Typed { rust_type, .. } => Some(rust_type),
                    _ => None,
                },
                ty: info.ty.clone(),
                sql_type: info.shown.clone(),
                how,
            });
            encoders.push(encoder);
        }
        (mistakes.len() == before).then_some(Self {
            columns,
            layout: Layout {
                format,
                columns: encoders,
            },
        })
    }

    fn plan(self, spec: &Spec, declared: &TableName, info: &TableInfo, default: Option<BatchSize>) -> TablePlan {
        let place = |name: &String| self.columns.iter().position(|column| column.name == *name);
        let asked = spec.batch_size.or(default);
        TablePlan {
            declared: declared.to_string(),
            name: info.name.clone(),
            left_to_database: spec
                .columns
                .iter()
                .filter(|column| matches!(column.value, ColumnValue::Default))
                .map(|column| column.name.clone())
                .collect(),
            batch_size: asked.unwrap_or(BatchSize::Rows(if info.foreign_keys.is_empty() {
                DEFAULT_BATCH_SIZE
            } else {
                DEFAULT_BATCH_SIZE_WITH_FOREIGN_KEYS
            })),
            asked_batch_size: match asked {
                Some(BatchSize::Rows(rows)) => Some(rows),
                _ => None,
            },
            foreign_keys: info
                .foreign_keys
                .iter()
                .filter_map(|key| {
                    let columns = key.columns.iter().map(place).collect::<Option<Vec<_>>>()?;
                    Some((key.name.clone(), columns))
                })
                .collect(),
            columns: self.columns,
            layout: Arc::new(self.layout),
            custom: spec.custom,
        }
    }
}

/// What keeps COPY from filling the table at all.
fn table_mistake(declared: &TableName, info: &TableInfo) -> Option<Mistake> {
    let (what, advice) = match info.kind {
        _ if !info.schema_usage => (
            "the schema may not be used by this role",
            format!(
                "GRANT USAGE ON SCHEMA {} to it",
                quote_identifier(info.name.schema().unwrap_or_default())
            ),
        ),
        'v' if !info.instead_of_trigger => (
            "it is a view, and COPY cannot fill one that has no INSTEAD OF INSERT trigger",
            "name the table behind it".to_owned(),
        ),
        'm' => (
            "it is a materialized view, which only REFRESH fills",
            "name the table behind it".to_owned(),
        ),
        'r' | 'p' | 'v' | 'f' if info.row_security => (
            "row-level security applies to this role, and COPY refuses then",
            "run as the table's owner or a role with BYPASSRLS".to_owned(),
        ),
        'r' | 'p' | 'v' | 'f' => return None,
        _ => ("it is not a table", "name a table".to_owned()),
    };
    Some(Mistake::new(declared, what, advice))
}

fn column_info<'i>(declared: &TableName, column: &Column, info: &'i TableInfo) -> Result<&'i ColumnInfo, Mistake> {
    let Some(found) = info.column(&column.name) else {
        let near = nearest(&column.name, info.columns.iter().map(|column| column.name.as_str()));
        let advice = if near.is_empty() {
            format!(
                "the table has {}; rename the field with #[blink(rename = \"…\")], or leave it out with #[blink(skip)]",
                info.columns
                    .iter()
                    .map(|column| column.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        } else {
            format!(
                "did you mean {}? A field is renamed with #[blink(rename = \"…\")], and left out with #[blink(skip)]",
                near.join(" or ")
            )
        };
        return Err(Mistake::new(declared, "there is no such column", advice).column(&column.name));
    };
    if matches!(column.value, ColumnValue::Default) {
        return Ok(found);
    }
    if found.generated {
        return Err(Mistake::new(
            declared,
            "the database generates this column",
            "leave it out with #[blink(default)]",
        )
        .column(&column.name));
    }
    if !found.may_insert {
        return Err(Mistake::new(
            declared,
            "this role has no INSERT privilege",
            format!("GRANT INSERT ON {} to it", info.name.sql()),
        )
        .column(&column.name));
    }
    Ok(found)
}

fn no_default(declared: &TableName, column: &ColumnInfo) -> Option<Mistake> {
    let missing = column.not_null && !column.has_default && !column.generated;
    missing.then(|| {
        Mistake::new(
            declared,
            "it is left to the database, but it is NOT NULL and has no default",
            "send a value: take #[blink(default)] away",
        )
        .column(&column.name)
    })
}

fn required(declared: &TableName, column: &ColumnInfo) -> Mistake {
    Mistake::new(
        declared,
        format!(
            "the rows have no value for it, but it is {} NOT NULL without a default",
            column.shown
        ),
        "add a field for it, or give the column a default",
    )
    .column(&column.name)
}

fn unsendable(declared: &TableName, column: &Column, info: &ColumnInfo) -> Mistake {
    let rust_type = match column.value {
        ColumnValue::Typed { rust_type, .. } => rust_type,
        _ => "a run-time value",
    };
    Mistake::new(
        declared,
        format!("{rust_type} cannot be sent as {}", info.shown),
        match *base(&info.ty) {
            Type::FLOAT4 => "use f32: an f64 would lose digits",
            Type::TIMESTAMPTZ => {
                "use a type with a zone such as chrono::DateTime<Utc>: a local time would need a guess"
            }
            Type::TIMESTAMP | Type::DATE | Type::TIME => "use a type of chrono, jiff or time, or a String",
            Type::NUMERIC => "use rust_decimal::Decimal, an integer, a float or a String",
            _ => "use a type that implements ToSql for it, or turn the field into a String with #[blink(with = …)]",
        },
    )
    .column(&column.name)
}

fn unrenderable(declared: &TableName, column: &Column, info: &ColumnInfo) -> Mistake {
    Mistake::new(
        declared,
        format!(
            "another column of the row travels as text, so that the whole row must, but {} has no text form here",
            info.shown
        ),
        "turn this field into a String too, with #[blink(with = …)], or give the other one a type of its own",
    )
    .column(&column.name)
}

/// How a column's values can travel.
enum Choice {
    Binary(Coercion),
    /// Only as a text that the server reads.
    Text(Rendered),
    Dynamic,
}

fn choose(value: &ColumnValue, to: &Type) -> Option<Choice> {
    match *value {
        ColumnValue::Dynamic => Some(Choice::Dynamic),
        ColumnValue::Default => None,
        ColumnValue::Typed { accepts, .. } => {
            if let Some(coercion) = coerce::find(&accepts, to) {
                return Some(Choice::Binary(coercion));
            }
            as_text(&accepts, to).map(Choice::Text)
        }
    }
}

/// How a field gets to the server as a text that its input function reads: one for an array's each element.
fn as_text(accepts: &dyn Fn(&Type) -> bool, to: &Type) -> Option<Rendered> {
    let (member, text) = match base(to).kind() {
        Kind::Array(member) => (member, Type::TEXT_ARRAY),
        _ => (to, Type::TEXT),
    };
    // A bytea is written as escapes in a text, so that a String there is more likely a mistake.
    if *base(member) == Type::BYTEA {
        return None;
    }
    let coercion = coerce::find(accepts, &text)?;
    let sends_text = *coerce::innermost(&coercion.from) == Type::TEXT;
    sends_text.then_some(Rendered { coercion, to: text })
}

/// A value that is converted to a type and written as its text.
struct Rendered {
    coercion: Coercion,
    to: Type,
}

impl Rendered {
    fn encoder(self) -> (Type, Wire, How) {
        let Coercion { from, convert } = self.coercion;
        (from, Wire::Rendered { convert, to: self.to }, How::Text)
    }
}

impl Choice {
    /// None if the value cannot travel in the format that the table's other columns need.
    fn encoder(self, format: Format, column: &Column, info: &ColumnInfo) -> Option<(ColumnEncoder, How)> {
        let (ty, wire, how) = match (self, format) {
            (Self::Dynamic, _) => (info.ty.clone(), Wire::Dynamic, How::Text),
            (Self::Text(rendered), _) => rendered.encoder(),
            (Self::Binary(coercion), Format::Text) if render::renders(&info.ty) => {
                let to = info.ty.clone();
                Rendered { coercion, to }.encoder()
            }
            (Self::Binary(_), Format::Text) => match column.value {
                ColumnValue::Typed { accepts, .. } => as_text(&accepts, &info.ty)?.encoder(),
                _ => return None,
            },
            (Self::Binary(Coercion { from, convert }), Format::Binary) => {
                let how = if from.oid() == base(&info.ty).oid() || from.oid() == info.ty.oid() {
                    How::AsIs
                } else {
                    How::Converted(shown(&from))
                };
                match convert {
                    Convert::Same => (from, Wire::Direct, how),
                    convert => (from, Wire::Converted(convert), how),
                }
            }
        };
        let encoder = ColumnEncoder {
            name: column.name.clone(),
            ty,
            wire,
        };
        Some((encoder, how))
    }
}

fn shown(ty: &Type) -> String {
    match ty.kind() {
        Kind::Array(member) => format!("{}[]", shown(member)),
        _ => ty.name().to_owned(),
    }
}

impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let transaction = if self.joined {
            "in the caller's transaction"
        } else {
            "in one transaction"
        };
        writeln!(
            f,
            "{} table{} {transaction}",
            self.tables.len(),
            plural(self.tables.len())
        )?;
        for (name, value) in &self.settings {
            writeln!(f, "set {name} = {value} for the run")?;
        }
        for table in &self.tables {
            write!(f, "\n{table}")?;
        }
        Ok(())
    }
}

fn plural(n: usize) -> &'static str {
    if n == 1 { "" } else { "s" }
}

impl fmt::Display for TablePlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.custom {
            return writeln!(f, "{}: inserted by a function of the caller's", self.name);
        }
        let format = match self.layout.format {
            Format::Binary => "binary",
            Format::Text => "text",
        };
        match self.batch_size {
            BatchSize::Rows(rows) => writeln!(f, "{}: {format}, {rows} rows a COPY", self.name)?,
            BatchSize::WholeTable => writeln!(f, "{}: {format}, one COPY", self.name)?,
        }
        let width = |text: fn(&ColumnPlan) -> &str| {
            let widths = self.columns.iter().map(|column| text(column).chars().count());
            widths.max().unwrap_or(0)
        };
        let (names, types) = (width(|column| &column.name), width(|column| &column.sql_type));
        for column in &self.columns {
            write!(f, "  {:names$}  {:types$}", column.name, column.sql_type)?;
            write!(f, "  {}", column.rust_type.unwrap_or("run-time value"))?;
            match &column.how {
                How::AsIs => {}
                How::Converted(from) => write!(f, ", converted from {from}")?,
                How::Text => write!(f, ", as text")?,
            }
            writeln!(f)?;
        }
        for column in &self.left_to_database {
            writeln!(f, "  {column:names$}  left to the database")?;
        }
        Ok(())
    }
}
