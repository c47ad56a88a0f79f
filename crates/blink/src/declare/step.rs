//! The steps of a seeder.

use std::panic::Location;

use super::table::{TableSpec, TableWriter};
use crate::error::BoxError;
use crate::rows::store::{Slot, Store};

pub(crate) struct Step {
    pub(crate) declared_at: &'static Location<'static>,
    pub(crate) action: Action,
}

/// Computes a context.
pub(crate) type MakeContext = Box<dyn FnOnce(&Store) -> Result<Slot, BoxError> + Send>;

pub(crate) enum Action {
    Context(MakeContext),
    Table(Box<TableSpec>, TableWriter),
}
