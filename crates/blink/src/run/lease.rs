//! A connection of a run that is not atomic, which the server must not end while it waits for work.

use std::marker::PhantomData;

use futures_util::FutureExt as _;

use crate::catalog::RowReader;
use crate::connection::Connection as _;
use crate::connection::pooled::PooledConnection;
use crate::error::{DriverError, Error};

const IDLE_TIMEOUT: &str = "SELECT pg_catalog.current_setting('idle_session_timeout')";

/// A connection, whose `idle_session_timeout` may be lifted until it is put back. If the run is dropped, the statement
/// that puts it back is queued behind what the run had sent.
pub(super) struct Lease<L: PooledConnection<By>, By> {
    connection: L,
    /// The session's `idle_session_timeout`, if it is lifted.
    lifted: Option<String>,
    by: PhantomData<fn() -> By>,
}

/// The marker of a [`Lease`].
pub(super) struct Leased<By>(PhantomData<fn() -> By>);

impl<L: PooledConnection<By>, By> PooledConnection<Leased<By>> for Lease<L, By> {
    type Connection = L::Connection;

    fn connection(&mut self) -> &mut Self::Connection {
        self.connection.connection()
    }
}

impl<L: PooledConnection<By>, By> Lease<L, By> {
    pub(super) fn new(connection: L) -> Self {
        Self {
            connection,
            lifted: None,
            by: PhantomData,
        }
    }

    /// Lifts the session's `idle_session_timeout`. `SET LOCAL` would not do: a connection waits outside of a transaction.
    pub(super) async fn lift_idle_session_timeout(&mut self) -> Result<(), Error> {
        let connection = self.connection.connection();
        let rows = connection.query(IDLE_TIMEOUT).await.map_err(Error::driver)?;
        let value = RowReader::new(rows.into_iter().next().unwrap_or_default()).text()?;
        self.lifted = Some(value);
        let set = connection.execute("SET idle_session_timeout = 0").await;
        set.map(drop).map_err(Error::driver)
    }

    /// Puts the session's `idle_session_timeout` back, if it is lifted.
    pub(super) async fn put_back(&mut self) -> Result<(), DriverError> {
        let Some(value) = &self.lifted else {
            return Ok(());
        };
        let sql = put_back_sql(value);
        let done = self.connection.connection().execute(&sql).await;
        self.lifted = None;
        done.map(drop)
    }
}

fn put_back_sql(value: &str) -> String {
    format!("SET idle_session_timeout = '{value}'")
}

impl<L: PooledConnection<By>, By> Drop for Lease<L, By> {
    fn drop(&mut self) {
        if let Some(value) = self.lifted.take() {
            let sql = put_back_sql(&value);
            let _queued = self.connection.connection().execute(&sql).now_or_never();
        }
    }
}
