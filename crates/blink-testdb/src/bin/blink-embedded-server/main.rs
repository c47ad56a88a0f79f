//! PostgreSQL as WebAssembly, one database in one process, for `blink-testdb`.
//!
//! Prints the port on 127.0.0.1 and serves one connection at a time. Ends when its standard input does. It is meant to be
//! started with a `TMPDIR` of its own, which whoever starts it removes.

mod inner;
mod relay;

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::Arc;

use anyhow::Context as _;

fn main() -> anyhow::Result<()> {
    std::thread::spawn(|| {
        let mut stdin = std::io::stdin();
        while matches!(stdin.read(&mut [0]), Ok(1..)) {}
        // Not in order: a client may be connected, and what it has here is thrown away.
        std::process::exit(0);
    });

    let listener = TcpListener::bind(("127.0.0.1", 0)).context("listening on 127.0.0.1")?;
    let inner = Arc::new(inner::Inner::start()?);
    println!("{}", listener.local_addr()?.port());
    std::io::stdout().flush()?;
    for client in listener.incoming() {
        let client = client.context("accepting a connection")?;
        let inner = Arc::clone(&inner);
        std::thread::spawn(move || {
            // A client that vanishes is no matter of the server's.
            let _ = relay::serve(client, &inner);
        });
    }
    Ok(())
}
