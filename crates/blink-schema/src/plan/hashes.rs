//! The hashes of the one password with which anybody can log in.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::words::{Scheme, hash_password};

/// The hashes of a run, each made once: schemes are slow on purpose.
#[derive(Debug)]
pub(crate) struct Hashes {
    seed: u64,
    made: Mutex<BTreeMap<&'static str, Arc<str>>>,
}

impl Hashes {
    pub(crate) fn new(seed: u64) -> Self {
        Self {
            seed,
            made: Mutex::default(),
        }
    }

    /// The hash by a scheme; empty if it cannot be made.
    pub(crate) fn of(&self, scheme: Scheme) -> Arc<str> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let hash = made
            .entry(scheme.name())
            .or_insert_with(|| hash_password(scheme, self.seed).unwrap_or_default().into());
        Arc::clone(hash)
    }
}
