//! Types.

use blink::TableName;

use crate::facts::types::{Domain, DomainCheck, Field, Type, TypeKind, TypeRef};

impl Type {
    pub(super) fn new(name: &str, kind: TypeKind, oid: u32) -> Self {
        let name = TableName::from(name);
        let category = match kind {
            TypeKind::Enum(_) => 'E',
            TypeKind::Composite(_) => 'C',
            TypeKind::Range(_) | TypeKind::Multirange(_) => 'R',
            TypeKind::Array(_) => 'A',
            TypeKind::Base | TypeKind::Domain(_) => 'U',
        };
        Self {
            oid,
            schema: name.schema().unwrap_or("public").to_owned(),
            name: name.table().to_owned(),
            kind,
            category,
            extension: None,
            comment: None,
        }
    }

    /// An enum with these labels. Columns name it with its schema.
    pub fn enumeration<'l>(name: &str, labels: impl IntoIterator<Item = &'l str>) -> Self {
        let labels = labels.into_iter().map(str::to_owned).collect();
        Self::new(name, TypeKind::Enum(labels), 0)
    }

    /// A domain over a type, with a CHECK for each of these expressions.
    pub fn domain<'e>(name: &str, base: &str, checks: impl IntoIterator<Item = &'e str>) -> Self {
        let checks = checks.into_iter().enumerate().map(|(number, expression)| DomainCheck {
            name: format!("check{number}"),
            expression: expression.to_owned(),
            validated: true,
            functions: Vec::new(),
        });
        let domain = Domain {
            base: TypeRef::named(base),
            dimensions: 0,
            not_null: false,
            checks: checks.collect(),
            default: None,
            collation: None,
        };
        Self::new(name, TypeKind::Domain(domain), 0)
    }

    /// A composite type with these fields, each with the name of its type.
    pub fn composite<'f>(name: &str, fields: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        let fields = fields.into_iter().map(|(name, ty)| Field {
            name: name.to_owned(),
            ty: TypeRef::named(ty),
        });
        Self::new(name, TypeKind::Composite(fields.collect()), 0)
    }

    /// A range of one of PostgreSQL's own types.
    pub fn range(name: &str, subtype: &str) -> Self {
        Self::new(name, TypeKind::Range(TypeRef::named(subtype).oid), 0)
    }

    /// A base type that an extension has, such as `citext`.
    pub fn of_extension(name: &str, extension: &str) -> Self {
        Self {
            extension: Some(extension.to_owned()),
            ..Self::new(name, TypeKind::Base, 0)
        }
    }
}
