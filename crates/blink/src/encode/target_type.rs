//! The column types of run-time values.

use postgres_types::{Kind, Oid, Type};

use super::base_type::base_type;
use crate::error::BoxError;

/// The delimiters of array literals other than a comma, by the type of the elements (`typdelim` in pg_type).
#[derive(Clone, Debug, Default)]
pub(crate) struct Delimiters(Vec<(Oid, char)>);

impl Delimiters {
    pub(crate) fn new(by_element: Vec<(Oid, char)>) -> Self {
        Self(by_element)
    }

    /// The delimiter between elements of this type.
    pub(crate) fn of(&self, element: &Type) -> char {
        let found = self.0.iter().find(|(oid, _)| *oid == element.oid());
        found.map_or(',', |&(_, delimiter)| delimiter)
    }

    /// The delimiter in values of an array type; a comma for any other type.
    pub(crate) fn in_array(&self, ty: &Type) -> char {
        match base_type(ty).kind() {
            Kind::Array(element) => self.of(element),
            _ => ',',
        }
    }
}

/// The type that the server reads a run-time value as.
#[derive(Clone, Copy, Debug)]
pub struct TargetType<'a> {
    ty: &'a Type,
    delimiters: &'a Delimiters,
}

impl<'a> TargetType<'a> {
    pub(crate) fn new(ty: &'a Type, delimiters: &'a Delimiters) -> Self {
        Self { ty, delimiters }
    }

    /// The base type of a domain; any other type itself.
    pub(crate) fn base(self) -> &'a Type {
        base_type(self.ty)
    }

    /// The type of an array's elements.
    pub(crate) fn element(self) -> Option<Self> {
        match self.base().kind() {
            Kind::Array(element) => Some(Self::new(element, self.delimiters)),
            _ => None,
        }
    }

    /// The delimiter of an array's elements.
    pub(crate) fn delimiter(self) -> char {
        self.delimiters.in_array(self.ty)
    }

    pub(crate) fn is_json(self) -> bool {
        matches!(*self.base(), Type::JSON | Type::JSONB)
    }

    /// An extension's type has no fixed OID. It is known by name, as in the `ToSql` of its Rust types.
    pub(crate) fn is_hstore(self) -> bool {
        matches!(self.base().kind(), Kind::Simple) && self.base().name() == "hstore"
    }

    /// Returns an error for a type whose texts are never JSON; it says how to write one.
    pub(crate) fn check_takes_json(self) -> Result<(), BoxError> {
        let name = self.base().name();
        match self.base().kind() {
            Kind::Composite(members) => {
                let members = members.iter().map(|member| format!("\"{}\"", member.name()));
                let literal = members.collect::<Vec<_>>().join(",");
                let why = "a list or an object cannot be sent as the composite type";
                Err(format!("{why} {name}: write it as one text, such as ({literal})").into())
            }
            _ if self.is_hstore() => Err("a list cannot be sent as hstore; send an object or a text".into()),
            _ => Ok(()),
        }
    }
}
