//! Types as drivers know them.

use blink::postgres_types::{Kind, Type};

use super::types::{TypeKind, TypeRef, Types};

impl Types {
    /// The type below all domains, as a driver knows it. One of a database is known as far as it is an enum.
    pub(crate) fn postgres_type(&self, ty: &TypeRef) -> Type {
        let base = self.base(ty);
        if let Some(built_in) = Type::from_oid(base.oid) {
            return built_in;
        }
        match self.get(base.oid) {
            Some(known) => {
                let kind = match &known.kind {
                    TypeKind::Enum(labels) => Kind::Enum(labels.clone()),
                    _ => Kind::Simple,
                };
                Type::new(known.name.clone(), known.oid, kind, known.schema.clone())
            }
            None => Type::new(base.name.clone(), base.oid, Kind::Simple, String::new()),
        }
    }
}
