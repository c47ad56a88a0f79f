//! The promises of the server for the tests, on whichever server there is.

mod catalog;
mod cluster;
mod copy;
mod database;
mod ending;
mod servers;

use postgres::{Client, NoTls};

/// A connection of the blocking client.
fn connect(url: &str) -> Client {
    Client::connect(url, NoTls).unwrap_or_else(|error| panic!("{url}: {error}"))
}

/// The first column of the first row.
fn one(client: &mut Client, query: &str) -> String {
    client
        .query_one(query, &[])
        .unwrap_or_else(|error| panic!("{query}: {error:?}"))
        .get(0)
}
