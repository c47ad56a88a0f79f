//! Types.

use std::collections::BTreeMap;

use super::collation::Collation;

/// A type as a column declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeRef {
    /// The OID; 0 of a type that nothing is known of.
    pub oid: u32,
    /// The type's modifier, such as the length of a `varchar(n)`; -1 if there is none. That of an array is its
    /// elements'. [`Types::modifier`] reads it.
    pub modifier: i32,
    /// The name as `format_type` writes it, such as `character varying(20)`, with the schema unless it is `pg_catalog`.
    pub name: String,
}

/// Types by their OIDs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Types {
    by_oid: BTreeMap<u32, Type>,
}

impl Types {
    /// Adds a type.
    pub fn add(&mut self, ty: Type) {
        self.by_oid.insert(ty.oid, ty);
    }

    /// The type of this OID.
    pub fn get(&self, oid: u32) -> Option<&Type> {
        self.by_oid.get(&oid)
    }

    pub(super) fn get_mut(&mut self, oid: u32) -> Option<&mut Type> {
        self.by_oid.get_mut(&oid)
    }

    /// All types, in the order of their OIDs.
    pub fn iter(&self) -> impl Iterator<Item = &Type> {
        self.by_oid.values()
    }

    /// The type below all domains, with its modifier: the type itself if it is no domain.
    pub fn base<'t>(&'t self, ty: &'t TypeRef) -> &'t TypeRef {
        self.domains(ty).last().map_or(ty, |domain| &domain.base)
    }

    /// The domains that a type is made of, each over the next; none if it is no domain.
    pub fn domains(&self, ty: &TypeRef) -> impl Iterator<Item = &Domain> {
        let domain = |oid: u32| match self.get(oid).map(|ty| &ty.kind) {
            Some(TypeKind::Domain(domain)) => Some(domain),
            _ => None,
        };
        std::iter::successors(domain(ty.oid), move |above| domain(above.base.oid))
    }

    /// The type of an array's elements, with the array's modifier; None if it is no array. A domain is looked through.
    pub fn element(&self, ty: &TypeRef) -> Option<TypeRef> {
        let array = self.base(ty);
        match self.get(array.oid)?.kind {
            TypeKind::Array(oid) => Some(TypeRef {
                oid,
                modifier: array.modifier,
                name: array.name.strip_suffix("[]").unwrap_or(&array.name).to_owned(),
            }),
            _ => None,
        }
    }
}

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub struct Type {
    /// The OID.
    pub oid: u32,
    /// The schema.
    pub schema: String,
    /// The name in `pg_type`, such as `int4`.
    pub name: String,
    /// The kind.
    pub kind: TypeKind,
    /// The category (`typcategory`), such as `N` for numbers and `S` for texts; `U` if it is unknown.
    pub category: char,
    /// The extension that it belongs to.
    pub extension: Option<String>,
    /// The comment on a type that is not the server's own.
    pub comment: Option<String>,
}

impl Type {
    /// Returns true if the type came with the server.
    pub fn is_built_in(&self) -> bool {
        // FirstNormalObjectId in transam.h.
        self.oid < 16_384
    }
}

/// The kind of a type.
#[derive(Clone, Debug, PartialEq)]
pub enum TypeKind {
    /// A base type.
    Base,
    /// An enum with its labels, in their order.
    Enum(Vec<String>),
    /// A domain.
    Domain(Domain),
    /// A composite type.
    Composite(Vec<Field>),
    /// A range of this type.
    Range(u32),
    /// A multirange of this range type.
    Multirange(u32),
    /// An array of this type.
    Array(u32),
}

/// A domain.
#[derive(Clone, Debug, PartialEq)]
pub struct Domain {
    /// The type below.
    pub base: TypeRef,
    /// The number of dimensions that an array is declared with, which the server does not enforce.
    pub dimensions: u16,
    /// True if NULL is refused.
    pub not_null: bool,
    /// The constraints of this domain, not of those below, by their names, which is the order in which the server runs
    /// them after those below.
    pub checks: Vec<DomainCheck>,
    /// The expression of the default, as the server prints it.
    pub default: Option<String>,
    /// The collation, of a type that has one. A column may have another.
    pub collation: Option<Collation>,
}

/// A CHECK constraint of a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainCheck {
    /// The name.
    pub name: String,
    /// The expression, in which the value is called `VALUE`.
    pub expression: String,
    /// False for `NOT VALID`, which holds for new values all the same.
    pub validated: bool,
    /// The functions of the schema that it calls: keys of [`Facts::functions`](super::Facts::functions).
    pub functions: Vec<u32>,
}

/// A field of a composite type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name.
    pub name: String,
    /// The type.
    pub ty: TypeRef,
}
