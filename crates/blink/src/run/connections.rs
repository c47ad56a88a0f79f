//! The connections of a run that is not atomic.

use std::time::Duration;

use crate::connection::Connection as _;
use crate::connection::deadline::{Deadline, GRACE};
use crate::connection::pooled::Connect;
use crate::connection::pooled::PooledConnection;
use crate::connection::session::Session;
use crate::error::{Error, ErrorKind};

/// The connections of a run, which are opened when there is work for them.
pub(super) struct Connections<'c, 'l, L> {
    pub(super) max: usize,
    pub(super) connect: &'c Connect<'l, L>,
    /// Those that have nothing to do.
    pub(super) free: Vec<L>,
    /// The highest number that were open at once.
    pub(super) opened: usize,
    /// The error because of which no more were opened, although there was work for them.
    pub(super) last_error: Option<Error>,
}

impl<'c, 'l, L> Connections<'c, 'l, L> {
    /// Opens the first.
    pub(super) async fn open(max: usize, connect: &'c Connect<'l, L>, deadline: Deadline) -> Result<Self, Error> {
        Ok(Self {
            max,
            connect,
            free: vec![deadline.read(connect()).await?],
            opened: 1,
            last_error: None,
        })
    }

    /// A session over the first that is free.
    pub(super) fn session<By>(&mut self, deadline: Deadline) -> Result<Session<'_, L::Connection>, Error>
    where
        L: PooledConnection<By>,
    {
        let first = self.free.first_mut().ok_or_else(|| Error::new(ErrorKind::Connection))?;
        Ok(Session::new(first.connection(), deadline))
    }

    /// Drops those that do not answer: a statement that failed may have left one that does not.
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

    /// The note that fewer were had than asked for.
    pub(super) fn note(&self) -> Option<String> {
        let error = self.last_error.as_ref().filter(|_| self.opened < self.max)?;
        Some(format!(
            "no more than {} of {} connections could be had: {error:#}",
            self.opened, self.max
        ))
    }
}
