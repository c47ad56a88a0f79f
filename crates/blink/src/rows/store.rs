//! The values of earlier steps, for later ones.

use std::any::Any;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::Index;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::unwind;

/// The value of an earlier step, to be read as `store[handle]` in a later step's callback and as `report[handle]` after
/// the run.
///
/// A handle is `Copy`: capture it with `move`. It belongs to the seeder that returned it; reading it from another
/// seeder's store panics with a message that says so. Inside a callback that ends the run with an
/// [`Error`](crate::Error).
pub struct Handle<T> {
    seeder_id: u64,
    step: usize,
    value: PhantomData<fn(&T)>,
}

impl<T> Handle<T> {
    pub(crate) fn new(seeder: u64, step: usize) -> Self {
        Self {
            seeder_id: seeder,
            step,
            value: PhantomData,
        }
    }

    /// The number of the step, counted from 1 in the order in which the steps were added, as
    /// [`Error::step`](crate::Error::step) gives it.
    pub fn step(self) -> usize {
        self.step + 1
    }

    /// Returns the step's index; panics if the handle is another seeder's.
    #[track_caller]
    pub(crate) fn index_for(self, seeder: u64) -> usize {
        assert!(
            self.seeder_id == seeder,
            "this handle belongs to another seeder; use it with the store or report of that seeder"
        );
        self.step
    }
}

impl<T> Clone for Handle<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Handle<T> {}

impl<T> PartialEq for Handle<T> {
    fn eq(&self, other: &Self) -> bool {
        (self.seeder_id, self.step) == (other.seeder_id, other.step)
    }
}

impl<T> Eq for Handle<T> {}

impl<T> Hash for Handle<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.seeder_id, self.step).hash(state);
    }
}

impl<T> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Handle").field(&self.step).finish()
    }
}

/// The value of a table that keeps nothing, which is the default.
///
/// It cannot be read: it is not [`Readable`].
#[derive(Debug)]
pub struct NotKept {
    // A pointer is not Sync, so that this is not `Readable`.
    _never: PhantomData<*const ()>,
}

/// A value that a later step can read: a context's, or what a table keeps.
#[diagnostic::on_unimplemented(
    message = "this table keeps nothing that can be read",
    label = "nothing is kept of this table's rows",
    note = "declare what the table keeps: `.keep(|row| row.id)`, `.keep_rows()` or `.fold(init, f)`"
)]
pub trait Readable: Send + Sync + 'static {}

#[diagnostic::do_not_recommend]
impl<T: Send + Sync + 'static> Readable for T {}

pub(crate) type Slot = Arc<dyn Any + Send + Sync>;

/// The values of the steps so far, passed to callbacks.
///
/// Adding a step's value makes a new store. So generated rows that are made again later still read the store of their
/// own step.
#[derive(Clone)]
pub struct Store {
    seeder_id: u64,
    seed: u64,
    slots: Vec<Option<Slot>>,
}

impl Store {
    pub(crate) fn new(seeder: u64, seed: u64) -> Self {
        Self {
            seeder_id: seeder,
            seed,
            slots: Vec::new(),
        }
    }

    pub(crate) fn seeder_id(&self) -> u64 {
        self.seeder_id
    }

    /// The seed of generated rows.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// Returns a copy with the value of the next step, if it has one.
    pub(crate) fn with(&self, value: Option<Slot>) -> Arc<Self> {
        let mut store = self.clone();
        store.slots.push(value);
        Arc::new(store)
    }

    /// The value of a step; unwinds if the step has none yet.
    #[track_caller]
    pub(crate) fn get<T: Readable>(&self, handle: Handle<T>) -> &T {
        let step = handle.index_for(self.seeder_id);
        let slot = self.slots.get(step).and_then(Option::as_ref);
        let Some(slot) = slot else { unwind::fail_unavailable() };
        // A slot has the type of its step's handle.
        slot.downcast_ref().unwrap_or_else(|| unwind::fail_unavailable())
    }
}

impl<T: Readable> Index<Handle<T>> for Store {
    type Output = T;

    /// # Panics
    /// If the handle is another seeder's.
    #[track_caller]
    fn index(&self, handle: Handle<T>) -> &T {
        self.get(handle)
    }
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").finish_non_exhaustive()
    }
}

/// Returns a seeder ID that is unique within the process, so that handles of another seeder are detected.
pub(crate) fn next_seeder_id() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    NEXT.fetch_add(1, Ordering::Relaxed)
}
