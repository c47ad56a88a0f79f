//! PostgreSQL as WebAssembly, one database in one process, for `blink-testdb`.
//!
//! The program prints the port on 127.0.0.1 and serves one connection at a time. It ends when its standard input does.
//! Start it with a separate `TMPDIR`, and remove that directory afterwards.

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
        // An abrupt end: a client may be connected, and its data is discarded.
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
            // Errors of a client that vanishes do not concern the server.
            let _ = relay::serve(client, &inner);
        });
    }
    Ok(())
}
