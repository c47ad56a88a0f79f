//! The connections of a run that is not atomic.

use std::time::Duration;

use super::lease::Lease;
use crate::connection::deadline::{Deadline, GRACE};
use crate::connection::pooled::Connect;
use crate::connection::pooled::PooledConnection;
use crate::connection::session::Session;
use crate::connection::{Connection as _, Transaction};
use crate::error::{Error, ErrorKind};

/// The connections of a run. They are opened when there is work for them.
pub(super) struct Connections<'c, 'l, L> {
    pub(super) max: usize,
    pub(super) connect: &'c Connect<'l, L>,
    /// The idle connections.
    pub(super) free: Vec<L>,
    /// The highest number of connections that were open at once.
    pub(super) opened: usize,
    /// The error that kept another connection from being opened when there was work for it.
    pub(super) last_error: Option<Error>,
}

impl<'c, 'l, L> Connections<'c, 'l, L> {
    /// Opens the first connection.
    pub(super) async fn open(max: usize, connect: &'c Connect<'l, L>, deadline: Deadline) -> Result<Self, Error> {
        Ok(Self {
            max,
            connect,
            free: vec![deadline.wait(connect()).await??],
            opened: 1,
            last_error: None,
        })
    }

    /// A session over the first free connection.
    pub(super) fn session<By>(&mut self, deadline: Deadline) -> Result<Session<'_, L::Connection>, Error>
    where
        L: PooledConnection<By>,
    {
        let first = self.free.first_mut().ok_or_else(|| Error::new(ErrorKind::Connection))?;
        Ok(Session::new(first.connection(), deadline))
    }

    /// Drops connections that do not answer: a failed statement may have left one unusable.
    pub(super) async fn retain_healthy<By>(&mut self)
    where
        L: PooledConnection<By>,
    {
        for mut lease in std::mem::take(&mut self.free) {
            let asked = Deadline::after(Some(GRACE)).timeout(Duration::ZERO, lease.connection().execute("SELECT"));
            if matches!(asked.await, Ok(Ok(_))) {
                self.free.push(lease);
            }
        }
    }

    /// The note that fewer connections could be opened than were asked for.
    pub(super) fn note(&self) -> Option<String> {
        let error = self.last_error.as_ref().filter(|_| self.opened < self.max)?;
        Some(format!(
            "only {} of {} connections were available: {error:#}",
            self.opened, self.max
        ))
    }
}

impl<L: PooledConnection<By>, By> Connections<'_, '_, Lease<L, By>> {
    /// Lifts the `idle_session_timeout` of the connections that are open.
    pub(super) async fn lift_idle_session_timeout(&mut self, deadline: Deadline) -> Result<(), Error> {
        for lease in &mut self.free {
            deadline.wait(lease.lift_idle_session_timeout()).await??;
        }
        Ok(())
    }

    /// Puts back what was changed in the sessions. A connection that does not answer stays changed, as it is lost.
    pub(super) async fn put_back(&mut self) {
        for lease in &mut self.free {
            let done = Deadline::after(Some(GRACE))
                .timeout(Duration::ZERO, lease.put_back())
                .await;
            if !matches!(done, Ok(Ok(()))) {
                lease.connection().abandon(Transaction::Own);
            }
        }
    }
}
