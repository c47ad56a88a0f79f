//! A relay between a client and the server that cuts the connection at a message of the client's.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use postgres::config::Host;

/// The fate of the message at which the connection is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// The server never gets it.
    BeforeItArrives,
    /// The server gets it, and answers; the client never gets the answer.
    BeforeItIsAnswered,
    /// The server never gets it, and neither does it get to know that there is nobody any more.
    Never,
}

/// Relays one connection to the server of this URL, until the client sends such a message; gives the URL to connect to.
///
/// A message is its type and its body ([Message Formats](https://www.postgresql.org/docs/current/protocol-message-formats.html)).
pub fn cutting(url: &str, cut: Cut, at: impl FnMut(u8, &[u8]) -> bool + Send + 'static) -> String {
    let config = url.parse::<postgres::Config>().expect("a URL");
    let [Host::Tcp(host)] = config.get_hosts() else {
        panic!("{url}: these tests need a server that listens on TCP");
    };
    let upstream = (host.clone(), config.get_ports().first().copied().unwrap_or(5432));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("bound").port();
    thread::spawn(move || {
        let (client, _) = listener.accept().expect("the client connects");
        let server = TcpStream::connect(upstream).expect("the server takes a connection");
        for side in [&client, &server] {
            side.set_nodelay(true).expect("a socket");
        }
        // The end of either side is the end of both.
        let _ended = relay(client, server, cut, at);
    });
    let user = config.get_user().unwrap_or("postgres");
    format!(
        "postgres://{user}@127.0.0.1:{port}/{}",
        config.get_dbname().unwrap_or(user)
    )
}

fn relay(
    mut client: TcpStream,
    mut server: TcpStream,
    cut: Cut,
    mut at: impl FnMut(u8, &[u8]) -> bool,
) -> io::Result<()> {
    let muted = Arc::new(AtomicBool::new(false));
    {
        let (client, server, muted) = (client.try_clone()?, server.try_clone()?, Arc::clone(&muted));
        thread::spawn(move || answers(client, server, &muted));
    }
    let passed = requests(&mut client, &mut server, cut, &mut at, &muted);
    client.shutdown(Shutdown::Both).ok();
    server.shutdown(Shutdown::Both).ok();
    passed
}

fn requests(
    client: &mut TcpStream,
    server: &mut TcpStream,
    cut: Cut,
    at: &mut impl FnMut(u8, &[u8]) -> bool,
    muted: &AtomicBool,
) -> io::Result<()> {
    // The first message has no type; a question for encryption may come before it.
    let mut started = false;
    loop {
        let mut head = [0; 5];
        let head = if started { &mut head[..] } else { &mut head[1..] };
        client.read_exact(head)?;
        let head = head.to_vec();
        let length = u32::from_be_bytes(head[head.len() - 4..].try_into().expect("four bytes")) as usize;
        let mut body = vec![0; length - 4];
        client.read_exact(&mut body)?;
        let cutting = started && at(head[0], &body);
        match cut {
            Cut::BeforeItArrives if cutting => return Ok(()),
            Cut::Never if cutting => return io::copy(client, &mut io::sink()).map(drop),
            _ => {}
        }
        muted.fetch_or(cutting, Ordering::SeqCst);
        server.write_all(&head)?;
        server.write_all(&body)?;
        const SSL_REQUEST: [u8; 4] = 80_877_103_u32.to_be_bytes();
        started |= !body.starts_with(&SSL_REQUEST);
    }
}

fn answers(mut client: TcpStream, mut server: TcpStream, muted: &AtomicBool) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let n = server.read(&mut buffer)?;
        if n == 0 {
            // Both, so that the other thread ends, too.
            server.shutdown(Shutdown::Both).ok();
            return client.shutdown(Shutdown::Both);
        }
        if muted.load(Ordering::SeqCst) {
            // This may be the rest of an earlier answer: the other thread, which then ends, has yet to send the message.
            return client.shutdown(Shutdown::Both);
        }
        client.write_all(&buffer[..n])?;
    }
}
