//! A server that says one thing to every client, whatever it asks.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

/// Starts a server that answers the first message of each client with these bytes, and returns its port. Without bytes
/// it never answers. Requests for TLS are declined.
pub fn answering(answer: &[u8]) -> u16 {
    start(answer, true)
}

/// Starts a server that hangs up after these bytes.
pub fn hanging_up(answer: &[u8]) -> u16 {
    start(answer, false)
}

fn start(answer: &[u8], waits: bool) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    let answer = answer.to_vec();
    std::thread::spawn(move || {
        let mut silent = Vec::new();
        for client in listener.incoming().map_while(Result::ok) {
            if answer.is_empty() && waits {
                silent.push(client);
                continue;
            }
            let _ = serve(client, &answer, waits);
        }
    });
    port
}

fn serve(mut client: TcpStream, answer: &[u8], waits: bool) -> std::io::Result<()> {
    loop {
        let mut head = [0; 8];
        client.read_exact(&mut head)?;
        // SSLRequest, or a startup message.
        if head[4..] == 80_877_103_u32.to_be_bytes() {
            client.write_all(b"N")?;
            continue;
        }
        let length = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
        let mut rest = vec![0; length as usize - 8];
        client.read_exact(&mut rest)?;
        client.write_all(answer)?;
        if waits {
            // Until the client has read it and goes.
            let _ = client.read(&mut [0; 1])?;
        }
        return Ok(());
    }
}

/// The message of an error.
pub fn error(code: &str, message: &str) -> Vec<u8> {
    let mut fields = Vec::new();
    for (kind, text) in [(b'S', "FATAL"), (b'V', "FATAL"), (b'C', code), (b'M', message)] {
        fields.push(kind);
        fields.extend(text.as_bytes());
        fields.push(0);
    }
    fields.push(0);
    message_of(b'E', &fields)
}

/// A request for a login of this number.
pub fn login(number: u32, more: &[u8]) -> Vec<u8> {
    message_of(b'R', &[&number.to_be_bytes(), more].concat())
}

fn message_of(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut message = vec![kind];
    message.extend((body.len() as u32 + 4).to_be_bytes());
    message.extend(body);
    message
}
