//! A plan: what will be filled, and how.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::iter;
use std::sync::Arc;

use blink::postgres_types::Type;
use blink::{Connection, EncodedColumn, Format, Seeder, Table, TableName};

use super::checks::{Met, Rung};
use super::expected::{ExpectedSize, ExpectedSizes};
use super::kind::Kind;
use super::own::OwnPlan;
use super::pools::Pool;
use super::questions::Question;
use super::relation::RelationPlan;
use super::scope::{Emptied, NotFilled};
use crate::error::Error;
use crate::expr::Expr;
use crate::make::cells::{Cells, RowCells};
use crate::make::encode::Encoder;
use crate::make::maker::Nulls;
use crate::make::own::OwnRows;
use crate::make::rows::PlannedRows;
use crate::words::Meaning;

/// A plan: the tables that will be filled, and the way in which each column is made.
#[derive(Debug)]
pub struct Plan {
    /// The tables that are filled, parents first.
    pub tables: Vec<TablePlan>,
    /// The tables that are left as they are, though they have no rows.
    pub left_alone: Vec<NotFilled>,
    /// The tables that cannot be filled, and those that need a row of them.
    pub left_out: Vec<NotFilled>,
    /// The tables that have rows and are not filled.
    pub with_rows: Vec<TableName>,
    /// The tables without rows that were not asked for.
    pub not_asked: Vec<TableName>,
    /// The end of the span of time, in days since 2000-01-01.
    pub until: i32,
    /// The seed.
    pub seed: u64,
    /// True if the tables are emptied first.
    pub truncates: bool,
    /// The tables that are emptied with them, and that their triggers fill.
    pub emptied: Vec<Emptied>,
    /// The tables whose sizes could not be measured, which count for nothing, each with the server's words.
    pub not_measured: Vec<NotFilled>,
    /// The outcome of the rehearsal; None if there was none.
    pub rehearsed: Option<Rehearsed>,
    pub(crate) sizes: ExpectedSizes,
    pub(crate) pools: Vec<Pool>,
    /// The questions that only the server can answer, parents first.
    pub(crate) questions: Vec<Question>,
    /// The questions that the server did not answer, by their tables, constraints and columns, each with the reason.
    pub(crate) not_judged: BTreeMap<(TableName, Vec<String>), String>,
    /// The columns that triggers may look at, of tables that have some.
    pub(crate) of_triggers: Vec<Question>,
    /// The tables of the user's own.
    pub(crate) own: Vec<OwnPlan>,
    pub(crate) cells: Arc<Cells>,
}

/// The outcome of a rehearsal in which the server refused nothing of the plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rehearsed {
    /// The number of rows that the server accepted. They were taken back.
    pub rows: u64,
    /// The tables that were not rehearsed, each with the reason.
    pub not_rehearsed: Vec<NotFilled>,
}

/// A table that is filled.
#[derive(Clone, Debug)]
pub struct TablePlan {
    /// The name.
    pub name: TableName,
    /// The kind.
    pub kind: Kind,
    /// True if its rows are your own ([`Options::own`](super::Options::own)): the plan says nothing of their columns.
    pub is_own: bool,
    /// The number of rows.
    pub rows: u64,
    /// The reason why there are not as many as the kind would have.
    pub because: Option<String>,
    /// The foreign keys, by their names.
    pub relations: Vec<RelationPlan>,
    /// The columns that are sent.
    pub columns: Vec<ColumnPlan>,
    /// The CHECKs, each with the way in which it is met.
    pub constraints: Vec<ConstraintPlan>,
    /// The format of COPY: text, if a column has no binary form.
    pub format: Format,
    /// The index among the tables of the cells.
    pub(crate) index: usize,
    /// The indexes of the tables that it refers to, but for references that are cut.
    pub(crate) parents: BTreeSet<usize>,
}

/// A constraint of a table, and the way in which its rows meet it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConstraintPlan {
    /// The name.
    pub name: String,
    /// The way in which it is met.
    pub rung: Rung,
    /// The ground on which it holds.
    pub certainty: Certainty,
    /// The server's words about it.
    pub because: Option<String>,
}

/// The ground on which a constraint holds for all rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// All values are made so that it does.
    Certain,
    /// It does for the rows that were tried.
    Sampled,
}

/// Prints `certain` or `sampled`.
impl fmt::Display for Certainty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certain => "certain",
            Self::Sampled => "sampled",
        })
    }
}

impl ConstraintPlan {
    pub(super) fn new(met: &Met) -> Self {
        Self {
            name: met.constraint.clone(),
            rung: met.rung,
            certainty: if met.is_certain() {
                Certainty::Certain
            } else {
                Certainty::Sampled
            },
            because: None,
        }
    }
}

/// A column that is sent.
#[derive(Clone, Debug)]
pub struct ColumnPlan {
    /// The name.
    pub name: String,
    /// The way in which its values are made.
    pub maker: String,
    /// The reason.
    pub because: String,
    /// The meaning of its values, if they are made by that.
    pub meaning: Option<Meaning>,
    /// The place among the table's columns.
    pub(crate) place: usize,
    pub(crate) type_oid: u32,
    /// The type below all domains.
    pub(crate) ty: Type,
    pub(crate) not_null: bool,
    pub(crate) is_binary: bool,
    pub(crate) encoder: Encoder,
}

/// The rows of each table whose conditions are looked at for the plan.
const ROWS_TRIED: u64 = 20;

impl Plan {
    /// Reads what rows refer to in tables that are not filled. Without it they refer to none.
    pub(crate) async fn read_pools<C: Connection>(&mut self, conn: &mut C) -> Result<(), Error> {
        let mut pools = Vec::new();
        for pool in &self.pools {
            pools.push(pool.read(conn).await?);
        }
        // A seeder that was made of the plan before has its own.
        let cells = Arc::make_mut(&mut self.cells);
        cells.related.pools = pools.iter().map(|pool| pool.len() as u64).collect();
        cells.pools = pools;
        Ok(())
    }

    /// The tables of which some of the first rows do not meet a condition, however often they are made anew.
    pub(super) fn unmet(&self) -> Vec<NotFilled> {
        let made = self.tables.iter().filter(|table| !table.is_own);
        let tables = made.filter_map(|table| {
            if let Some(because) = self.only_null(table) {
                let table = table.name.clone();
                return Some(NotFilled { table, because });
            }
            let is_sent = |name: &String| table.columns.iter().any(|column| column.name == *name);
            let mut cells = RowCells::new(&self.cells, table.index);
            let unmet = (0..table.rows.min(ROWS_TRIED)).find_map(|row| {
                cells.set_row(row);
                // Of what the server or a trigger sets only the server can say.
                let unmet = cells.unmet().into_iter().map(Expr::columns);
                unmet.into_iter().find(|columns| columns.iter().all(is_sent))
            })?;
            Some(NotFilled {
                table: table.name.clone(),
                because: match unmet.as_slice() {
                    [column] => format!("no value of {column} was found that its constraint accepts"),
                    columns => format!("no values were found for its constraint between {}", columns.join(", ")),
                },
            })
        });
        tables.collect()
    }

    /// The column that must have a value and gets none, with the reason; None if there is none, or if the server will be
    /// asked for values.
    fn only_null(&self, table: &TablePlan) -> Option<String> {
        let asked = self.questions.iter().filter(|question| question.table == table.index);
        let asked = asked.flat_map(|question| &question.columns);
        let asked = asked.map(|asked| asked.place).collect::<BTreeSet<_>>();
        let cells = &self.cells.tables.get(table.index)?.columns;
        let is_null = |column: &&ColumnPlan| {
            let nulls = cells.get(column.place).map(|cells| cells.nulls);
            column.not_null && nulls == Some(Nulls::Always) && !asked.contains(&column.place)
        };
        let column = table.columns.iter().find(is_null)?;
        Some(format!("no value of {} is known: {}", column.name, column.because))
    }

    /// The rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|table| table.rows).fold(0, u64::saturating_add)
    }

    /// The size that a table will take with its indexes and all that is stored out of line; None if it is not known. It is
    /// measured if [`Options::size`](super::Options::size) is asked for, and estimated by
    /// [`Filling::expect_sizes`](crate::Filling::expect_sizes).
    pub fn size_of(&self, table: &TableName) -> Option<&ExpectedSize> {
        self.sizes.get(table)
    }

    /// The size that all tables together will take, as far as it is known; None if nothing of it is. The indexes that are
    /// not counted are told by [`size_of`](Self::size_of).
    pub fn size(&self) -> Option<ExpectedSize> {
        let sizes = || self.sizes.values();
        (!self.sizes.is_empty()).then(|| ExpectedSize {
            bytes: sizes().map(|size| size.bytes).fold(0, u64::saturating_add),
            is_measured: sizes().all(|size| size.is_measured),
            without: Vec::new(),
        })
    }

    /// The seeder that carries the plan out.
    ///
    /// To fill tables of your own beside it, add the plan to a seeder of yours by [`add_to`](Self::add_to).
    pub fn seeder(&self) -> Seeder {
        let mut seeder = Seeder::new();
        seeder.random_seed(self.seed);
        if self.truncates {
            seeder.truncate();
        }
        self.add_to(&mut seeder);
        seeder
    }

    /// Adds a step for each table, parents first. A plan around tables of your own goes through [`around`](Self::around)
    /// instead: here those that refer to them would be refused before the first row.
    pub fn add_to(&self, seeder: &mut Seeder) {
        self.add_emptied(seeder);
        for table in self.tables.iter().filter(|table| !table.is_own) {
            self.add_step(table, table.name.clone(), seeder);
        }
    }

    /// Adds a step without rows for each table that is emptied and not filled: what is part of a run is emptied by it.
    pub(super) fn add_emptied(&self, seeder: &mut Seeder) {
        for emptied in &self.emptied {
            let no_rows = iter::empty::<Vec<&str>>();
            seeder.add_table(Table::records(emptied.table.clone(), emptied.columns.clone(), no_rows));
        }
    }

    /// Adds the step that stores the rows of a table in the one of this name, which has its columns.
    pub(crate) fn add_step(&self, table: &TablePlan, name: TableName, seeder: &mut Seeder) {
        let ancestors = if self.own.is_empty() {
            BTreeSet::new()
        } else {
            self.ancestors(table.index)
        };
        let own = match self.own.iter().find(|own| ancestors.contains(&own.index)) {
            Some(own) => Err(format!(
                "the rows of {}, which is your own, were not added (Plan::around)",
                own.name
            )),
            None => Ok(OwnRows::default()),
        };
        let rows = self.planned_rows(table, own);
        seeder.add_table(Table::numbered(name, table.format, table.encoded_columns(), rows));
    }

    /// The rows of a table for the engine, with those of the user's own that they refer to.
    pub(super) fn planned_rows(&self, table: &TablePlan, own: Result<OwnRows, String>) -> PlannedRows {
        let columns = table.columns.iter();
        PlannedRows {
            cells: Arc::clone(&self.cells),
            table: table.index,
            rows: table.rows,
            format: table.format,
            columns: columns.map(|column| (column.place, column.encoder.clone())).collect(),
            own,
        }
    }

    /// The indexes of all tables that a table's rows refer to, directly or not, and its own.
    pub(super) fn ancestors(&self, table: usize) -> BTreeSet<usize> {
        let mut found = BTreeSet::new();
        let mut pending = vec![table];
        while let Some(index) = pending.pop() {
            if found.insert(index) {
                let planned = self.tables.iter().find(|one| one.index == index);
                pending.extend(planned.into_iter().flat_map(|one| one.parents.iter().copied()));
            }
        }
        found
    }
}

impl TablePlan {
    pub(super) fn encoded_columns(&self) -> Vec<EncodedColumn> {
        let columns = self.columns.iter().map(|column| EncodedColumn {
            name: column.name.clone(),
            type_oid: column.type_oid,
        });
        columns.collect()
    }
}
