//! Casts that change nothing.

use crate::expr::types::{Type, modifiers};

/// True if the cast changes nothing: neither a value, nor the meaning of what is done with it.
pub(super) fn changes_nothing(from: &Type, name: &str) -> bool {
    if cuts(name) {
        return false;
    }
    match (from, &Type::named(name)) {
        // The same name, since several types have none here.
        (Type::Other(_), _) => false,
        (Type::Array(from), Type::Array(to)) => **from == Type::Text && **to == Type::Text,
        (from, to) => from == to,
    }
}

/// True if each value compares as it did before the cast. What is computed with it may differ: `5 / 2` is 2 of integers.
pub(super) fn compares_alike(from: &Type, name: &str) -> bool {
    use Type as T;
    !cuts(name)
        && matches!(
            (from, Type::named(name)),
            (T::Date, T::Timestamp | T::TimestampTz)
                | (T::Timestamp, T::TimestampTz)
                | (T::Int2, T::Int4 | T::Int8 | T::Numeric | T::Float4 | T::Float8)
                | (T::Int4, T::Int8 | T::Numeric | T::Float8)
                | (T::Int8, T::Numeric)
                | (T::Float4, T::Float8)
        )
}

/// True for a cast to a length; `character` has the length 1.
fn cuts(name: &str) -> bool {
    !modifiers(name).is_empty() || matches!(name, "character" | "char")
}
