//! The struct that the derive reads.

use proc_macro2::Span;
use syn::ext::IdentExt as _;
use syn::{Data, DeriveInput, Expr, Fields, Ident, Type};

use crate::attr::{FieldAttrs, StructAttrs};
use crate::errors::Errors;

/// A struct with named fields, and its attributes.
pub(crate) struct Row<'a> {
    pub(crate) input: &'a DeriveInput,
    pub(crate) attrs: &'a StructAttrs,
    pub(crate) fields: Vec<Field<'a>>,
}

pub(crate) struct Field<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) ty: &'a Type,
    pub(crate) attrs: FieldAttrs,
    pub(crate) column: String,
}

/// The treatment of a field.
pub(crate) enum Role<'a> {
    Sent,
    Computed(&'a Expr),
    Flattened,
    LeftToDatabase,
    Skipped,
}

impl<'a> Row<'a> {
    /// Returns the row; for a type that is not a struct with named fields None, with the reason in `errors`.
    pub(crate) fn read(input: &'a DeriveInput, attrs: &'a StructAttrs, errors: &mut Errors) -> Option<Self> {
        let name = &input.ident;
        let reason = match &input.data {
            Data::Struct(data) => match &data.fields {
                Fields::Named(named) => {
                    let fields = named
                        .named
                        .iter()
                        .filter_map(|field| Field::read(field, attrs, errors))
                        .collect();
                    return Some(Self { input, attrs, fields });
                }
                Fields::Unnamed(_) => format!(
                    "a column is named after its field, and the fields of `{name}` have no names: \
                     write `struct {name} {{ … }}`, or implement `ToRow` by hand"
                ),
                Fields::Unit => {
                    format!("`{name}` has no fields, so it would be a row without columns")
                }
            },
            Data::Enum(_) => format!(
                "an enum is a value, not a row: for a column of this type derive `postgres_types::ToSql`, \
                 or give the field that holds it `#[blink(with = …)]`; for rows of several shapes \
                 implement `ToRow` for `{name}` by hand"
            ),
            Data::Union(_) => format!("a union is not a row: write `struct {name} {{ … }}`"),
        };
        errors.at(name.span(), reason);
        None
    }
}

impl<'a> Field<'a> {
    fn read(field: &'a syn::Field, row: &StructAttrs, errors: &mut Errors) -> Option<Self> {
        let ident = field.ident.as_ref()?;
        let attrs = FieldAttrs::read(&field.attrs, errors);
        let name = ident.unraw().to_string();
        let column = match (&attrs.rename, &row.rename_all) {
            (Some(rename), _) => rename.value.value(),
            (None, Some(case)) => case.value.apply(&name),
            (None, None) => name,
        };
        Some(Self {
            ident,
            ty: &field.ty,
            attrs,
            column,
        })
    }

    pub(crate) fn role(&self) -> Role<'_> {
        let attrs = &self.attrs;
        if attrs.skip.is_some() {
            Role::Skipped
        } else if attrs.flatten.is_some() {
            Role::Flattened
        } else if attrs.default.is_some() {
            Role::LeftToDatabase
        } else if let Some(with) = &attrs.with {
            Role::Computed(&with.value)
        } else {
            Role::Sent
        }
    }

    /// The place in the source code that names the column.
    pub(crate) fn column_span(&self) -> Span {
        let rename = self.attrs.rename.as_ref();
        rename.map_or_else(|| self.ident.span(), |rename| rename.value.span())
    }
}
