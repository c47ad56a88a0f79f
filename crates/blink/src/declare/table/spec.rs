//! The declared properties of a table.

use crate::declare::conflict::OnConflict;
use crate::declare::indexes::Indexes;
use crate::generate::RngStream;
use crate::generate::dry_run::ErasedGenerator;
use crate::produce::regenerator::Regenerator;
use crate::rows::to_row::Columns;
use crate::sql::TableName;

/// The properties of a table that the planner needs.
#[derive(Clone, Debug)]
pub(crate) struct TableSpec {
    pub(crate) name: Option<TableName>,
    /// The number of the step, from 1.
    pub(crate) step: usize,
    pub(crate) columns: Columns,
    pub(crate) batch_size: Option<BatchSize>,
    pub(crate) append: bool,
    pub(crate) custom: bool,
    pub(crate) on_conflict: Option<OnConflict>,
    /// The generator and its random numbers, if the rows are generated.
    pub(crate) dry_run: Option<(ErasedGenerator, RngStream)>,
    /// Makes the rows again, if they are generated.
    pub(crate) regenerator: Option<Regenerator>,
    pub(crate) indexes: Option<Indexes>,
}

/// The number of rows in one COPY command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BatchSize {
    /// The planner's choice, if the user made none.
    Default(u64),
    Rows(u64),
    WholeTable,
}
