//! Collectors of the values that are kept.

use std::sync::Arc;

use crate::produce::Collector;
use crate::rows::store::Slot;

pub(super) struct Discard;

impl<T> Collector<T> for Discard {
    fn add(&mut self, row: T) {
        drop(row);
    }

    fn finish(self: Box<Self>) -> Option<Slot> {
        None
    }
}

pub(super) struct CollectRows<T>(pub(super) Vec<T>);

impl<T: Send + Sync + 'static> Collector<T> for CollectRows<T> {
    fn add(&mut self, row: T) {
        self.0.push(row);
    }

    fn finish(self: Box<Self>) -> Option<Slot> {
        Some(Arc::new(self.0))
    }
}

pub(super) struct Fold<A, F> {
    pub(super) kept: A,
    pub(super) fold: F,
}

impl<T, A, F> Collector<T> for Fold<A, F>
where
    A: Send + Sync + 'static,
    F: FnMut(&mut A, &T) + Send,
{
    fn add(&mut self, row: T) {
        (self.fold)(&mut self.kept, &row);
    }

    fn finish(self: Box<Self>) -> Option<Slot> {
        Some(Arc::new(self.kept))
    }
}
