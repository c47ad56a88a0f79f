//! Secrets that are none, and random bytes.

use super::job::Job;
use crate::words::made::{Made, uuid_of, write_hex};
use crate::words::meaning::Meaning;

pub(super) fn make(meaning: Meaning, job: &mut Job<'_>) -> Made {
    match meaning {
        Meaning::Uuid => Made::Uuid(uuid_of(job.bits.draw(), job.bits.draw())),
        Meaning::HexDigest => hex(job, 4),
        Meaning::CommitHash => hex(job, 3),
        Meaning::Bytes => Made::Bytes(bytes(job)),
        Meaning::Password => job.write("test-password"),
        // Without a hash made for the run nobody can log in, and the text says so.
        Meaning::PasswordHash => job.write("test-no-login"),
        _ => marked(job),
    }
}

/// A random text with its mark first, which stays where there is little room.
fn marked(job: &mut Job<'_>) -> Made {
    let (first, second) = (job.bits.draw(), job.bits.draw());
    job.format(format_args!("test_{first:016x}{second:016x}"))
}

/// Digits of a digest: 64, fewer where there is less room for them, or 40.
fn hex(job: &mut Job<'_>, words: u8) -> Made {
    for _ in 0..words {
        write_hex(&job.bits.draw().to_be_bytes(), job.out);
    }
    if words == 3 {
        job.out.truncate(40);
    }
    let room = job.room();
    let length = [64, 56, 40, 32, 16, 8]
        .into_iter()
        .find(|length| *length <= room)
        .unwrap_or(room);
    job.out.truncate(length);
    Made::Written
}

fn bytes(job: &mut Job<'_>) -> [u8; 24] {
    let mut bytes = [0; 24];
    for part in bytes.chunks_exact_mut(8) {
        part.copy_from_slice(&job.bits.draw().to_be_bytes());
    }
    bytes
}
