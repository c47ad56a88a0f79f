//! The data of one COPY command as it is sent to a connection: the format's header, the rows, the trailer.

use bytes::{Bytes, BytesMut};

use crate::connection::{CopySink, send_split, server_error_or};
use crate::encode::Format;
use crate::error::DriverError;

/// Data up to this many bytes is joined with the next chunk, so that a small table stays one message. tokio-postgres
/// joins as much (`start_send` in copy_in.rs); sqlx writes each message to the socket by itself.
const JOINED: usize = 4096;

/// A COPY in progress.
pub(super) struct Framed<S> {
    sink: S,
    format: Format,
    joined: BytesMut,
}

impl<S: CopySink> Framed<S> {
    pub(super) fn begin(sink: S, format: Format) -> Self {
        Self {
            sink,
            format,
            joined: BytesMut::from(format.header()),
        }
    }

    /// Sends a chunk of whole rows.
    pub(super) async fn send(&mut self, rows: Bytes) -> Result<(), DriverError> {
        if self.joined.len() + rows.len() <= JOINED {
            self.joined.extend_from_slice(&rows);
            return Ok(());
        }
        self.flush().await?;
        send_split(&mut self.sink, rows).await
    }

    async fn flush(&mut self) -> Result<(), DriverError> {
        if self.joined.is_empty() {
            return Ok(());
        }
        self.sink.send(self.joined.split().freeze()).await
    }

    /// Ends the COPY, and returns the number of rows that the server reports as stored.
    pub(super) async fn finish(mut self) -> Result<u64, DriverError> {
        self.joined.extend_from_slice(self.format.trailer());
        match self.flush().await {
            Ok(()) => self.sink.finish().await,
            Err(error) => Err(self.last_words(error).await),
        }
    }

    /// The server's own error for a COPY that takes no more data.
    pub(super) async fn last_words(self, error: DriverError) -> DriverError {
        server_error_or(self.sink, error).await
    }

    /// Aborts the COPY.
    pub(super) async fn abort(self) -> Result<(), DriverError> {
        self.sink.abort().await
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, Sender};

    use futures_util::FutureExt as _;

    use super::*;

    /// A sink that forwards every message to a receiver.
    struct Messages(Sender<Bytes>);

    impl CopySink for Messages {
        async fn send(&mut self, chunk: Bytes) -> Result<(), DriverError> {
            self.0.send(chunk).map_err(DriverError::failed)
        }

        async fn finish(self) -> Result<u64, DriverError> {
            Ok(7)
        }

        async fn abort(self) -> Result<(), DriverError> {
            Ok(())
        }
    }

    fn messages(format: Format, chunks: &[Bytes]) -> Vec<Bytes> {
        let (sender, receiver) = mpsc::channel();
        let mut framed = Framed::begin(Messages(sender), format);
        for chunk in chunks {
            framed.send(chunk.clone()).now_or_never().unwrap().unwrap();
        }
        assert_eq!(framed.finish().now_or_never().unwrap().unwrap(), 7);
        receiver.iter().collect()
    }

    #[test]
    fn a_small_table_is_one_message() {
        let chunks = [Bytes::from_static(b"some"), Bytes::from_static(b"rows")];
        let expected = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0somerows\xff\xff";
        assert_eq!(messages(Format::Binary, &chunks), [&expected[..]]);
        assert_eq!(messages(Format::Text, &chunks), [&b"somerows"[..]]);
    }

    #[test]
    fn large_chunks_stand_between_header_and_trailer_and_are_not_copied() {
        let chunks = [Bytes::from(vec![1; 64 * 1024]), Bytes::from(vec![2; 64 * 1024])];
        let [header, first, second, trailer] = &messages(Format::Binary, &chunks)[..] else {
            panic!("one message each");
        };
        assert_eq!(
            (header, trailer),
            (
                &Bytes::from_static(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0"),
                &Bytes::from_static(b"\xff\xff")
            )
        );
        assert_eq!(
            [first.as_ptr(), second.as_ptr()],
            [chunks[0].as_ptr(), chunks[1].as_ptr()]
        );
        assert_eq!(messages(Format::Text, &chunks), chunks);
    }

    #[test]
    fn what_is_small_keeps_its_place_before_what_is_large() {
        let chunks = [
            Bytes::from(vec![1; 64 * 1024]),
            Bytes::from_static(b"few"),
            Bytes::from(vec![2; 64 * 1024]),
        ];
        assert_eq!(messages(Format::Text, &chunks), chunks);
        assert_eq!(
            messages(Format::Binary, &chunks).concat(),
            [Format::Binary.header(), &chunks.concat(), Format::Binary.trailer(),].concat()
        );
    }

    #[test]
    fn a_chunk_larger_than_a_message_may_be_is_cut() {
        let chunk = Bytes::from(vec![1; 3 * 1024 * 1024 + 5]);
        let lengths = messages(Format::Text, &[chunk])
            .iter()
            .map(Bytes::len)
            .collect::<Vec<_>>();
        assert_eq!(lengths, [1024 * 1024, 1024 * 1024, 1024 * 1024, 5]);
    }
}
