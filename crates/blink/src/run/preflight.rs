//! Decides everything before the first row: checks the session, reads the catalog, makes the plan.

use std::time::Duration;

use super::rebuild;
use super::session_state::SessionState;
use crate::catalog::truncate::DropBehavior;
use crate::catalog::{self, ByName, Wanted};
use crate::connection::Connection;
use crate::connection::deadline::Deadline;
use crate::connection::session::Session;
use crate::declare::options::{RunOptions, Truncate};
use crate::declare::table::TableSpec;
use crate::error::{Error, ErrorKind};
use crate::generate::dry_run::DryRun;
use crate::plan::build::Draft;
use crate::plan::{Mode, Plan};
use crate::produce::spawn;
use crate::rows::to_row::ColumnValue;
use crate::sql::TableName;

/// The answers to the first questions of a run: the state of the session, and the tables.
pub(super) struct FirstAnswers {
    pub(super) state: SessionState,
    pub(super) by_name: ByName,
}

impl FirstAnswers {
    pub(super) async fn read<C: Connection>(
        tables: &[(&TableSpec, &TableName)],
        session: &mut Session<'_, C>,
    ) -> Result<Self, Error> {
        let names = tables.iter().map(|(_, name)| (*name).clone()).collect::<Vec<_>>();
        let mut questions = vec![SessionState::question()];
        questions.extend(ByName::questions(&names));
        let answers = match session.query_each(&questions).await {
            Ok(answers) => answers,
            // A server that is too old lacks some of the columns that are asked for (42: syntax error or access rule violation).
            Err(error) if error.sqlstate().is_none_or(|code| !code.starts_with("42")) => return Err(error),
            Err(error) => match session.query_each(&questions[..1]).await {
                Ok(answers) => SessionState::new(answers.concat())?.check(false).and(Err(error))?,
                Err(_) => return Err(error),
            },
        };
        let mut answers = answers.into_iter();
        Ok(Self {
            state: SessionState::new(answers.next().unwrap_or_default())?,
            by_name: ByName::new(names.len(), answers),
        })
    }
}

/// Compares the tables with the catalog, and returns the plan.
pub(crate) async fn preflight<C: Connection>(
    tables: &[(&TableSpec, &TableName)],
    trials: DryRun,
    options: &RunOptions,
    conn: &mut C,
) -> Result<Plan, Error> {
    let mut session = Session::new(conn, Deadline::default());
    let first = FirstAnswers::read(tables, &mut session).await?;
    let (state, by_name) = (first.state, first.by_name);
    let mut plan = plan_run(tables, trials, options, (&state, by_name), &mut session).await?;
    let objects = if plan.rebuilds.may_drop() {
        let tables = plan.rebuilds.all().map(|rebuild| rebuild.table).collect::<Vec<_>>();
        catalog::keys::read_with_blockers(&mut session, &tables).await?
    } else {
        Vec::new()
    };
    plan.decide_indexes(&objects);
    if plan.tables.iter().any(|table| table.rebuilt().next().is_some()) {
        plan.rebuild_settings
            .extend(rebuild::read_rebuild_settings(&mut session, options.timeout).await?);
    }
    Ok(plan)
}

pub(super) async fn plan_run<C: Connection>(
    tables: &[(&TableSpec, &TableName)],
    trials: DryRun,
    options: &RunOptions,
    (state, by_name): (&SessionState, ByName),
    session: &mut Session<'_, C>,
) -> Result<Plan, Error> {
    state.check(options.connections.is_some())?;
    // Runs on a thread, since counting the children of many parents takes a while.
    let trying = spawn::spawn(|| trials.run());
    let tried = session.deadline.timeout(Duration::ZERO, trying).await??;
    let wanted = Wanted {
        sequences: options.advance_sequences,
        truncate: options.truncate.map(|how| match how {
            Truncate::Restrict => DropBehavior::Restrict,
            Truncate::Cascade => DropBehavior::Cascade,
        }),
        unique: tables.iter().any(|(spec, _)| spec.on_conflict.is_some()),
    };
    let read = catalog::read(session, by_name, wanted, |n, column| {
        tables.get(n).is_some_and(|(spec, _)| may_send(spec, column))
    })
    .await;
    let catalog = read.map_err(|error| error.during("while the catalog was read"))?;
    let mode = match options.connections {
        Some(connections) => Mode::NonAtomic { connections },
        None if state.in_transaction => Mode::Joined,
        None => Mode::Own,
    };
    let draft = Draft::new(tables, &catalog, tried, options, mode)
        .map_err(|mistakes| Error::new(ErrorKind::Invalid(mistakes)))?;
    let answers = match draft.candidates() {
        Some(candidates) => {
            let with_code = catalog.tables.that_may_run_code();
            let trees = draft.trees();
            Some(catalog::rebuild_blockers::read(session, &candidates, &with_code, &trees).await?)
        }
        None => None,
    };
    Ok(draft.build(answers.as_ref(), state.settings(options.timeout), state.note(mode)))
}

/// Returns true if the rows may have values for a column.
fn may_send(spec: &TableSpec, name: &str) -> bool {
    let mut columns = spec.columns.iter();
    // The columns that the caller's own function inserts are not known.
    spec.custom || columns.any(|column| column.name == name && !matches!(column.value, ColumnValue::Default))
}
