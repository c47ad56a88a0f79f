//! Rebuilds indexes and constraints of a non-atomic run: over several connections, one transaction for each object,
//! even if the load failed.

use super::Rebuilder;
use super::dropped_object::DroppedObject;
use super::scheduler::{Event, Scheduler};
use crate::connection::pooled::PooledConnection;
use crate::error::Error;
use crate::plan::Plan;
use crate::run::connections::Connections;
use crate::run::session_state::SessionState;

/// The objects to rebuild.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::run) enum RebuildSet {
    /// All but the foreign keys, which no statement needs.
    Indexes,
    All,
}

impl Rebuilder<'_> {
    /// Rebuilds as much as can be rebuilt, and returns the first error. The run's time limit does not apply: dropped
    /// objects have to be restored. An object that could not be rebuilt is not tried again.
    pub(in crate::run) async fn build_apart<By, L: PooledConnection<By>>(
        &mut self,
        set: RebuildSet,
        context: (&Plan, &SessionState),
        connections: &mut Connections<'_, '_, L>,
    ) -> Result<(), Error> {
        // Objects in flight stay in the list of dropped objects, which is logged if the run is dropped here.
        let mut waiting = self.dropped.clone();
        waiting.retain(|dropped| !dropped.error && (set == RebuildSet::All || !dropped.object.is_foreign_key()));
        let mut scheduler = Scheduler::new(waiting, context, connections);
        loop {
            scheduler.start_ready();
            let phase = scheduler.phase();
            match scheduler.next_event().await {
                None => break,
                Some(Event::Connected(connected)) => scheduler.on_connected(connected),
                Some(Event::Built(built)) => {
                    self.phases.add(phase, scheduler.lap());
                    if let Some((dropped, built)) = scheduler.on_built(*built) {
                        let settled = self.settle(&dropped, built);
                        scheduler.first_error = scheduler.first_error.or(settled.err());
                    }
                }
            }
        }
        scheduler.first_error.map_or(Ok(()), Err)
    }

    /// Records whether an object exists again.
    fn settle(&mut self, dropped: &DroppedObject, built: Result<(), Error>) -> Result<(), Error> {
        let id = dropped.object.id;
        let Err(error) = built else {
            self.dropped.retain(|gone| gone.object.id != id);
            return Ok(());
        };
        if let Some(gone) = self.dropped.iter_mut().find(|gone| gone.object.id == id) {
            gone.error = true;
        }
        Err(self.of_table(dropped.object.table, error))
    }

    /// The statements that rebuild the objects still missing.
    pub(in crate::run) fn missing(&mut self) -> Vec<String> {
        let mut missing = std::mem::take(&mut self.dropped);
        missing.sort_by_key(|dropped| dropped.object.id);
        missing.iter().map(DroppedObject::statement).collect()
    }
}
