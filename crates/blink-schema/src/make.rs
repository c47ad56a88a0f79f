//! Cells and rows, and their encoding.

pub(crate) mod area;
mod attempts;
pub(crate) mod birth;
pub(crate) mod births;
pub(crate) mod cells;
pub(crate) mod classes;
pub mod encode;
pub(crate) mod group;
pub(crate) mod maker;
pub(crate) mod members;
pub(crate) mod own;
pub(crate) mod periods;
pub(crate) mod related;
pub(crate) mod relations;
pub(crate) mod rows;
pub(crate) mod run;
pub(crate) mod shape;
pub(crate) mod slot;
pub(crate) mod values;
pub(crate) mod walk;
