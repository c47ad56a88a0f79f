//! Facts that are written by hand, for tests.

mod tables;
mod types;

use blink::TableName;

use super::database::Facts;
use super::tables::Table;
use super::types::{Type, TypeKind, TypeRef, Types};

/// `FirstNormalObjectId` in transam.h: from here on OIDs are the user's.
const FIRST_OWN_OID: u32 = 16_384;

impl Facts {
    /// Facts with these tables, whose types are PostgreSQL's own.
    pub fn of(tables: impl IntoIterator<Item = Table>) -> Self {
        Self::with_types(tables, [])
    }

    /// Facts with these tables and these types, which columns and other types name.
    pub fn with_types(tables: impl IntoIterator<Item = Table>, types: impl IntoIterator<Item = Type>) -> Self {
        let mut own = types.into_iter().collect::<Vec<_>>();
        for (ty, oid) in own.iter_mut().zip(FIRST_OWN_OID..) {
            ty.oid = oid;
        }
        let names = own.iter().map(|ty| (full_name(ty), ty.oid)).collect::<Vec<_>>();
        let mut facts = Self {
            tables: tables.into_iter().collect(),
            ..Self::default()
        };
        let mut arrays = Arrays {
            names: &names,
            types: &mut facts.types,
        };
        for ty in &mut own {
            match &mut ty.kind {
                TypeKind::Domain(domain) => arrays.resolve(&mut domain.base),
                TypeKind::Composite(fields) => fields.iter_mut().for_each(|field| arrays.resolve(&mut field.ty)),
                TypeKind::Range(part) | TypeKind::Multirange(part) | TypeKind::Array(part) => {
                    arrays.types.add_built_in(*part);
                }
                TypeKind::Base | TypeKind::Enum(_) => {}
            }
        }
        for column in facts.tables.iter_mut().flat_map(|table| &mut table.columns) {
            arrays.resolve(&mut column.ty);
        }
        for ty in own {
            facts.types.add(ty);
        }
        facts.finish();
        facts
    }
}

/// The types of arrays over types that are written by hand.
struct Arrays<'f> {
    names: &'f [(String, u32)],
    types: &'f mut Types,
}

impl Arrays<'_> {
    /// Finds the type of this name, and adds what it consists of.
    fn resolve(&mut self, ty: &mut TypeRef) {
        if ty.oid != 0 {
            self.types.add_built_in(ty.oid);
            return;
        }
        let of = |name: &str| self.names.iter().find(|(own, _)| own == name).map(|(_, oid)| *oid);
        if let Some(oid) = of(&ty.name) {
            ty.oid = oid;
        } else if let Some(element) = ty.name.strip_suffix("[]").and_then(of) {
            // Behind the OIDs of all types that were given; with the name that the server gives it.
            ty.oid = element.saturating_add(u32::MAX / 2);
            let name = TableName::from(ty.name.strip_suffix("[]").unwrap_or(&ty.name));
            let mut array = Type::new(&ty.name, TypeKind::Array(element), ty.oid);
            array.name = format!("_{}", name.table());
            self.types.add(array);
        }
    }
}

fn full_name(ty: &Type) -> String {
    format!("{}.{}", ty.schema, ty.name)
}
