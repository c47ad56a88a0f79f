//! What is measured.

pub(crate) mod batch_size;
pub(crate) mod encode;
pub(crate) mod generate;
pub(crate) mod keyed;
pub(crate) mod memory;
pub(crate) mod seed;
