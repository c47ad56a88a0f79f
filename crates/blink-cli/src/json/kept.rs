//! The indexes and constraints that a run keeps, as JSON.

use serde_json::{Value, json};

/// Names, each with the reason.
pub(super) fn kept<'k>(kept: impl Iterator<Item = (&'k str, &'k str)>) -> Value {
    kept.map(|(name, reason)| json!({"name": name, "reason": reason}))
        .collect()
}
