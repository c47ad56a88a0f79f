//! The indexes and constraints that a run keeps, as JSON.

use serde_json::{Value, json};

use crate::flags::Advised;

/// Names, each with the reason.
pub(super) fn kept<'k>(kept: impl Iterator<Item = (&'k str, &'k str)>, advised: Advised) -> Value {
    kept.map(|(name, reason)| json!({"name": name, "reason": advised.in_flags(reason)}))
        .collect()
}
