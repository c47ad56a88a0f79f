//! Everything that is decided before the first row: the session looked at, the catalog read, the plan made.

use std::time::Duration;

use super::rebuild;
use super::session_state::SessionState;
use crate::catalog::truncate::DropBehavior;
use crate::catalog::{self, Wanted};
use crate::connection::Connection;
use crate::connection::session::Session;
use crate::deadline::Deadline;
use crate::error::{Error, Kind};
use crate::generate::trial::Trials;
use crate::indexes::Indexes;
use crate::plan::rebuild::{Rebuilds, may_pay};
use crate::plan::{self, Plan};
use crate::seeder::{Options, Truncate};
use crate::sql::TableName;
use crate::table::Spec;
use crate::thread;
use crate::to_row::ColumnValue;

/// Compares the tables with the catalog, and says what a run would do.
pub(crate) async fn preflight<C: Connection>(
    tables: &[(&Spec, &TableName)],
    trials: Trials,
    options: &Options,
    conn: &mut C,
) -> Result<Plan, Error> {
    let mut session = Session::new(conn, Deadline::default());
    let state = SessionState::read(&mut session).await?;
    let mut plan = plan_run(tables, trials, options, &state, &mut session).await?;
    plan.read_indexes(session.conn).await?;
    if plan.tables.iter().any(|table| table.rebuilt().next().is_some()) {
        plan.building
            .extend(rebuild::building(&mut session, options.timeout).await?);
    }
    Ok(plan)
}

/// What is to become of each table's indexes: of several steps that fill it, the first that says so decides.
fn indexes_of(tables: &[(&Spec, &TableName)], default: Indexes) -> Vec<Indexes> {
    let said = |name| {
        tables
            .iter()
            .filter(move |table| table.1 == name)
            .find_map(|(spec, _)| spec.indexes)
    };
    tables.iter().map(|(_, name)| said(*name).unwrap_or(default)).collect()
}

pub(super) async fn plan_run<C: Connection>(
    tables: &[(&Spec, &TableName)],
    trials: Trials,
    options: &Options,
    state: &SessionState,
    session: &mut Session<'_, C>,
) -> Result<Plan, Error> {
    state.check(options.connections.is_some())?;
    // On a thread, since counting many parents' children takes a while.
    let trying = thread::run(|| trials.run());
    let tried = session.deadline.watch(Duration::ZERO, trying).await??;
    let names = tables.iter().map(|(_, name)| (*name).clone()).collect::<Vec<_>>();
    let wanted = Wanted {
        sequences: options.advance_sequences,
        truncate: options.truncate.map(|how| match how {
            Truncate::Restrict => DropBehavior::Restrict,
            Truncate::Cascade => DropBehavior::Cascade,
        }),
        unique: tables.iter().any(|(spec, _)| spec.on_conflict.is_some()),
    };
    let sent = |n: usize, name: &str| {
        let Some((spec, _)) = tables.get(n) else { return false };
        let mut columns = spec.columns.iter();
        // What the caller's own function inserts is not known.
        spec.custom || columns.any(|column| column.name == name && !matches!(column.value, ColumnValue::Default))
    };
    let reading = catalog::read(session.conn, &names, wanted, sent);
    let mut catalog = session.deadline.read(reading).await?;
    let mut plan =
        plan::run(tables, &catalog, tried, options).map_err(|mistakes| Error::new(Kind::Mistakes(mistakes)))?;
    let asked = indexes_of(tables, options.indexes);
    if plan.truncate.is_some() {
        catalog.all_empty();
    }
    let spread_out = options.connections.is_some();
    if !may_pay(&plan.tables, &asked, &catalog) {
        plan.few_rows(&mut catalog);
    } else if !spread_out || asked.contains(&Indexes::Rebuild) {
        let reading = catalog::standing::read(session.conn, &mut catalog.tables, &asked);
        session.deadline.read(reading).await?;
    }
    if spread_out {
        plan.spread_out(&mut catalog, &asked);
    }
    let rebuilds = Rebuilds::new(&plan.tables, &asked, &catalog);
    if options.connections.is_none() {
        plan::enlarge_batches(&mut plan.tables, &rebuilds);
    }
    Ok(Plan {
        rebuilds,
        connections: options.connections,
        joined: state.in_transaction,
        settings: state.settings(options.timeout),
        ..plan
    })
}
