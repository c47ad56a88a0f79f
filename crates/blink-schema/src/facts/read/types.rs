//! Types.

use super::answer::Row;
use super::building::Building;
use super::columns::type_ref;
use super::error::ReadError;
use crate::facts::types::{Domain, DomainCheck, Field, Type, TypeKind, TypeRef};

pub(super) fn add_type(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let oid = row.number()?;
    let (schema, name) = (row.text()?, row.text()?);
    let (kind, category) = (row.character()?, row.character()?);
    let (element, subtype, range): (u32, u32, u32) = (row.number()?, row.number()?, row.number()?);
    let (base, modifier) = (row.number()?, row.number()?);
    let base_name = row.nullable()?.unwrap_or_default();
    let dimensions = row.number()?;
    let not_null = row.flag()?;
    let collation = building.collation(row.number()?)?;
    let default = row.nullable()?;
    let kind = match kind {
        'd' => TypeKind::Domain(Domain {
            base: TypeRef {
                oid: base,
                modifier,
                name: base_name,
            },
            dimensions,
            not_null,
            checks: Vec::new(),
            default,
            collation,
        }),
        'e' => TypeKind::Enum(Vec::new()),
        'c' => TypeKind::Composite(Vec::new()),
        'r' => TypeKind::Range(subtype),
        'm' => TypeKind::Multirange(range),
        _ if element != 0 => TypeKind::Array(element),
        _ => TypeKind::Base,
    };
    building.facts.types.add(Type {
        oid,
        schema,
        name,
        kind,
        category,
        extension: row.nullable()?,
        comment: row.nullable()?,
    });
    Ok(())
}

/// The kind of a type, if a column has it or consists of it.
fn kind(building: &mut Building, oid: u32) -> Option<&mut TypeKind> {
    building.facts.types.get_mut(oid).map(|ty| &mut ty.kind)
}

pub(super) fn add_label(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let (ty, label) = (row.number()?, row.text()?);
    if let Some(TypeKind::Enum(labels)) = kind(building, ty) {
        labels.push(label);
    }
    Ok(())
}

pub(super) fn add_field(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let composite = row.number()?;
    let field = Field {
        name: row.text()?,
        ty: type_ref(row)?,
    };
    if let Some(TypeKind::Composite(fields)) = kind(building, composite) {
        fields.push(field);
    }
    Ok(())
}

pub(super) fn add_check(building: &mut Building, row: &mut Row) -> Result<(), ReadError> {
    let (ty, oid) = (row.number()?, row.number()?);
    let check = DomainCheck {
        name: row.text()?,
        expression: row.text()?,
        validated: row.flag()?,
        functions: building.called_by("pg_constraint", oid),
    };
    if let Some(TypeKind::Domain(domain)) = kind(building, ty) {
        domain.checks.push(check);
    }
    Ok(())
}
