//! A run in a process that cannot start a thread.

use std::net::ToSocketAddrs as _;
use std::process::Command;

use tokio_postgres::config::Host;
use tokio_postgres::{Client, Config, NoTls};

use super::NOTHING;
use crate::drivers::scenarios::{COUNTS, SCHEMA, seed};
use crate::support::rows;

/// No machine has memory for such a stack, so that no thread starts.
const STACK: u64 = 1 << 60;

#[test]
fn a_thread_that_cannot_be_started_is_not_told_as_an_error_of_the_callback() {
    let database = blink_testdb::database();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "faults::threads::without_threads"])
        .args(["--ignored", "--test-threads=1"])
        .env("RUST_MIN_STACK", STACK.to_string())
        .env("DATABASE_URL", database.url())
        .output()
        .unwrap();
    let stdout = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && stdout.contains("1 passed"), "{stdout}");
}

/// In a process of its own.
#[tokio::test]
#[ignore = "the test above runs it with a stack that no thread gets"]
async fn without_threads() {
    let mut client = connect(&std::env::var("DATABASE_URL").unwrap()).await;
    client.batch_execute(SCHEMA).await.unwrap();
    let error = seed().insert(&mut client).await.unwrap_err();
    let message = "a thread could not be started; raise the limits on the process's threads and memory";
    assert_eq!(error.to_string(), message);
    assert!(std::error::Error::source(&error).is_some(), "{error:#}");
    assert!(!error.is_panic() && !error.is_connection_lost(), "{error:#}");
    assert_eq!(rows(&client, COUNTS).await, [NOTHING]);
}

/// A connection, without the thread on which the driver looks up the name of a host.
async fn connect(url: &str) -> Client {
    let mut config: Config = url.parse().unwrap();
    if let [Host::Tcp(name)] = config.get_hosts() {
        let address = (name.as_str(), 0).to_socket_addrs().unwrap().next().unwrap();
        config.hostaddr(address.ip());
    }
    let (client, connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}
