//! The steps of a seeder.

use std::panic::Location;

use super::table::{TableSpec, TableWriter};
use crate::error::BoxError;
use crate::generate::RngStream;
use crate::generate::dry_run::ErasedGenerator;
use crate::rows::store::{Slot, Store};

pub(crate) struct Step {
    pub(crate) declared_at: &'static Location<'static>,
    pub(crate) action: Action,
}

/// Computes a context.
pub(crate) type MakeContext = Box<dyn FnOnce(&Store) -> Result<Slot, BoxError> + Send>;

pub(crate) enum Action {
    Context(MakeContext),
    /// Generated values that no table stores.
    Generated(ErasedGenerator, RngStream),
    Table(Box<TableSpec>, TableWriter),
}
