//! The declaration of a run: the steps in their order, and the options.

use std::collections::HashSet;
use std::sync::Arc;

use super::options::RunOptions;
use super::step::{Action, Step};
use super::table::{BatchSize, TableSpec};
use crate::error::{Diagnostic, Error, ErrorKind};
use crate::generate::dry_run::{DryRun, DryRunStep};
use crate::human::with_thousands;
use crate::rows::store::{Store, next_seeder_id};
use crate::sql::TableName;

/// The highest `max_connections` (postmaster.h).
const MAX_BACKENDS: u64 = 0x3_FFFF;

/// The steps and options of a seeder.
pub(crate) struct Declaration {
    /// The seeder's id, which its handles carry.
    pub(crate) id: u64,
    pub(crate) steps: Vec<Step>,
    pub(crate) options: RunOptions,
}

impl Declaration {
    pub(crate) fn new() -> Self {
        Self {
            id: next_seeder_id(),
            steps: Vec::new(),
            options: RunOptions::default(),
        }
    }

    /// Returns the tables with their names, or the mistakes that can be found without the catalog: the first of each table,
    /// and those of the options.
    pub(crate) fn validate(&self) -> Result<Vec<(&TableSpec, &TableName)>, Error> {
        let mut diagnostics = Vec::new();
        let mut names = HashSet::new();
        let mut tables = Vec::new();
        for step in &self.steps {
            let Action::Table(spec, _) = &step.action else {
                continue;
            };
            match self.validate_table(spec, step, &mut names) {
                Ok(name) => tables.push((&**spec, name)),
                Err(diagnostic) => diagnostics.push(diagnostic),
            }
        }
        diagnostics.extend(self.validate_options());
        if diagnostics.is_empty() {
            Ok(tables)
        } else {
            Err(Error::new(ErrorKind::Invalid(diagnostics)))
        }
    }

    fn validate_table<'d>(
        &self,
        spec: &'d TableSpec,
        step: &Step,
        names: &mut HashSet<&'d TableName>,
    ) -> Result<&'d TableName, Diagnostic> {
        let Some(name) = &spec.name else {
            return Err(Diagnostic::new(
                format_args!("declared at {}", step.declared_at),
                "the table has no name",
                "add #[blink(table = \"…\")] on the row type, or call `.named(\"…\")`",
            ));
        };
        if name.has_nul() {
            return Err(Diagnostic::new(
                format!("{name}").escape_debug(),
                "the name contains a NUL character, which PostgreSQL does not allow",
                "remove it",
            ));
        }
        if !names.insert(name) && !spec.append {
            return Err(declared_twice(name));
        }
        if spec.batch_size.or(self.options.batch_size) == Some(BatchSize::Rows(0)) {
            return Err(Diagnostic::new(
                name,
                "the batch size is 0",
                "use a positive number of rows, or call `.single_batch()` for one COPY",
            ));
        }
        Ok(name)
    }

    fn validate_options(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        if self.options.threads == Some(0) {
            diagnostics.push(Diagnostic::new(
                "",
                "the number of threads is 0",
                "use a positive number, or leave out `threads`",
            ));
        }
        if self.options.connections == Some(0) {
            diagnostics.push(Diagnostic::new(
                "",
                "the number of connections is 0",
                "use a positive number, or leave out `concurrency`",
            ));
        }
        if self
            .options
            .connections
            .is_some_and(|connections| connections as u64 > MAX_BACKENDS)
        {
            diagnostics.push(Diagnostic::new(
                "",
                format!("the number of connections is above {}", with_thousands(MAX_BACKENDS)),
                "no server accepts so many; use fewer, or leave out `concurrency`",
            ));
        }
        diagnostics
    }

    /// Returns the check of the generated tables before the run: it counts their rows and makes the first row of each.
    pub(crate) fn dry_run(&self) -> DryRun {
        DryRun {
            store: Arc::new(Store::new(self.id, self.options.seed)),
            steps: self
                .steps
                .iter()
                .map(|step| match &step.action {
                    Action::Table(spec, _) => DryRunStep::Table(spec.dry_run.clone()),
                    Action::Generated(generator, stream) => DryRunStep::Generated(generator.clone(), stream.clone()),
                    Action::Context(_) => DryRunStep::Context,
                })
                .collect(),
        }
    }
}

/// Returns the mistake for two steps that fill one table without [`append`](crate::Table::append).
pub(crate) fn declared_twice(declared: &TableName) -> Diagnostic {
    Diagnostic::new(
        declared,
        "an earlier step fills the same table",
        "put the rows into one step, or mark the later one with `.append()`",
    )
}
