//! Tests of reading files as text.

#![allow(clippy::pedantic, reason = "tests")]

mod encodings;
mod sources;

use std::io::{self, Read};

use super::{Input, InputError};

/// Bytes that are read up to a place, then the rest.
struct Cut(Vec<u8>, Vec<u8>);

impl Cut {
    fn at(bytes: &[u8], at: usize) -> Self {
        Self(bytes[..at].to_vec(), bytes[at..].to_vec())
    }
}

impl Read for Cut {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let part = if self.0.is_empty() { &mut self.1 } else { &mut self.0 };
        let size = part.len().min(space.len());
        space[..size].copy_from_slice(&part[..size]);
        part.drain(..size);
        Ok(size)
    }
}

fn all(input: &mut Input) -> (String, Option<InputError>) {
    let mut text = String::new();
    loop {
        match input.read(&mut text) {
            Ok(true) => {}
            Ok(false) => return (text, None),
            Err(error) => {
                assert!(!input.read(&mut text).unwrap(), "an error ends the text");
                return (text, Some(error));
            }
        }
    }
}
