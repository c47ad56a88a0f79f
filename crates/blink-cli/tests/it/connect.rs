//! Connections to real servers: the same that psql makes.

mod fake_server;
mod hosts;
mod libpq;
mod machine;
mod passwords;
mod sessions;
mod standby;
mod tls;
mod tls_server;

use blink_cli::connect::{Connected, Target};
use machine::Machine;

/// Connects.
pub async fn connect(machine: &Machine, db: &str) -> Connected {
    let target = Target::resolve(Some(db), &machine.platform()).unwrap();
    target.connect().await.unwrap_or_else(|error| panic!("{db}: {error}"))
}

/// The message of a connection that is not made.
pub async fn refused(machine: &Machine, db: &str) -> String {
    let target = Target::resolve(Some(db), &machine.platform()).unwrap();
    match target.connect().await {
        Ok(connected) => panic!("{db}: connected to {}", connected.host),
        Err(error) => {
            assert_eq!(error.kind(), blink_cli::connect::ConnectErrorKind::Refused);
            error.to_string()
        }
    }
}

/// The only value of a query.
pub async fn one(connected: &Connected, sql: &str) -> String {
    let rows = connected.client.simple_query(sql).await.unwrap();
    let row = rows.iter().find_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => Some(row.get(0).unwrap_or("∅").to_owned()),
        _ => None,
    });
    row.unwrap()
}

/// A port on which nothing listens.
pub fn dead_port() -> u16 {
    let listener = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}
