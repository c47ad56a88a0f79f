//! The type whose form a value has.

use postgres_types::{Kind, Type};

/// The base type of a domain; any other type itself.
pub(crate) fn base_type(ty: &Type) -> &Type {
    match ty.kind() {
        Kind::Domain(inner) => base_type(inner),
        _ => ty,
    }
}
