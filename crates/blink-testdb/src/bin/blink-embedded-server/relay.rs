//! The relay of a client's connection to the inner server, one client at a time.
//!
//! The relay is needed because the inner server stops listening after a broken connection, leaves a cancel request in
//! its queue, and lets a second client wait forever.

use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpStream};

use anyhow::ensure;

use crate::inner::Inner;

const SSL_REQUEST: [u8; 4] = 80_877_103_u32.to_be_bytes();
const GSS_REQUEST: [u8; 4] = 80_877_104_u32.to_be_bytes();
const CANCEL_REQUEST: [u8; 4] = 80_877_102_u32.to_be_bytes();

pub(crate) fn serve(mut client: TcpStream, inner: &Inner) -> anyhow::Result<()> {
    client.set_nodelay(true)?;
    let startup = loop {
        let packet = packet(&mut client)?;
        match packet.get(4..8) {
            Some(code) if code == SSL_REQUEST || code == GSS_REQUEST => client.write_all(b"N")?,
            // Nothing can be cancelled: the server reads nothing while it works.
            Some(code) if code == CANCEL_REQUEST => return Ok(()),
            _ => break packet,
        }
    };
    let Some(turn) = inner.turn() else {
        client.write_all(&refusal(
            "the embedded server serves one connection at a time, and another one is open",
        ))?;
        return Ok(());
    };
    let (server, answer) = match turn.connect(&startup) {
        Ok(connected) => connected,
        Err(error) => {
            eprintln!("blink-embedded-server: {error:#}");
            client.write_all(&refusal(&format!("the embedded server did not start again: {error:#}")))?;
            return Ok(());
        }
    };
    client.write_all(&answer)?;
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // The server sees an orderly end of data, even if the client's connection broke.
            let _ = std::io::copy(&mut &client, &mut &server);
            let _ = server.shutdown(Shutdown::Write);
        });
        let _ = std::io::copy(&mut &server, &mut &client);
        let _ = client.shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Both);
    });
    Ok(())
}

/// Reads the first packet, which has no tag: its length, which includes itself, and the rest.
fn packet(client: &mut TcpStream) -> anyhow::Result<Vec<u8>> {
    let mut packet = vec![0; 4];
    client.read_exact(&mut packet)?;
    let length = u32::from_be_bytes([packet[0], packet[1], packet[2], packet[3]]) as usize;
    // PostgreSQL's limit.
    ensure!((8..=10_000).contains(&length), "not a client of PostgreSQL's");
    packet.resize(length, 0);
    client.read_exact(&mut packet[4..])?;
    Ok(packet)
}

/// A FATAL error in PostgreSQL's format; 53300 is `too_many_connections`.
fn refusal(message: &str) -> Vec<u8> {
    let body = format!("SFATAL\0VFATAL\0C53300\0M{message}\0\0");
    let length = u32::try_from(body.len() + 4).unwrap_or(u32::MAX);
    [b"E".as_slice(), &length.to_be_bytes(), body.as_bytes()].concat()
}
