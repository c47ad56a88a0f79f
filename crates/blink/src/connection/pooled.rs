//! Connections as a connecting function returns them: a connection, or an object of a pool that stands for one.

#[cfg(feature = "tokio-postgres")]
use std::ops::DerefMut;

#[cfg(feature = "tokio-postgres")]
use tokio_postgres::Client;

use futures_util::future::BoxFuture;

use super::Connection;
use crate::error::Error;

/// A connection that a run owns: any [`Connection`], or an object of a pool of `tokio_postgres::Client`s, such as
/// deadpool's or bb8's. [`NonAtomic::insert`](crate::NonAtomic::insert) takes a function that returns one.
///
/// `By` is the way from the object to its connection; the compiler infers it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a connection that Blink can use",
    label = "expected a function that returns a client or a connection, such as `|| pool.get()`",
    note = "`tokio_postgres::Client`, also out of deadpool or bb8, needs the feature `tokio-postgres` (on by default), sqlx's connections the feature `sqlx`"
)]
pub trait PooledConnection<By>: Send {
    /// The type of the connection.
    type Connection: Connection;

    /// Returns the connection.
    fn connection(&mut self) -> &mut Self::Connection;
}

/// The marker of an object that is a connection itself.
#[doc(hidden)]
#[derive(Debug)]
pub enum Itself {}

impl<C: Connection> PooledConnection<Itself> for C {
    type Connection = C;

    fn connection(&mut self) -> &mut C {
        self
    }
}

/// The marker of an object that derefs to a client, as bb8's does.
#[cfg(feature = "tokio-postgres")]
#[doc(hidden)]
#[derive(Debug)]
pub enum OneDeref {}

#[cfg(feature = "tokio-postgres")]
impl<D: DerefMut<Target = Client> + Send> PooledConnection<OneDeref> for D {
    type Connection = Client;

    fn connection(&mut self) -> &mut Client {
        self
    }
}

/// The marker of an object that derefs twice to a client, as deadpool's does.
#[cfg(feature = "tokio-postgres")]
#[doc(hidden)]
#[derive(Debug)]
pub enum TwoDerefs {}

#[cfg(feature = "tokio-postgres")]
impl<D: DerefMut<Target: DerefMut<Target = Client>> + Send> PooledConnection<TwoDerefs> for D {
    type Connection = Client;

    fn connection(&mut self) -> &mut Client {
        self
    }
}

/// A function that opens connections.
pub(crate) type Connect<'c, L> = dyn Fn() -> BoxFuture<'c, Result<L, Error>> + Send + Sync + 'c;
