use std::collections::HashMap;

use syn::ext::IdentExt as _;

use crate::ast::{Field, Role, Row};
use crate::errors::Errors;

impl Row<'_> {
    pub(crate) fn validate(&self, errors: &mut Errors) {
        for field in &self.fields {
            field.validate(errors);
        }
        self.columns_have_names(errors);
        self.has_columns(errors);
    }

    fn columns_have_names(&self, errors: &mut Errors) {
        let mut seen = HashMap::new();
        for field in &self.fields {
            // Only a flattened field's own derive knows its columns; Blink checks them at run time.
            if matches!(field.role(), Role::Skipped | Role::Flattened) {
                continue;
            }
            let (column, ident) = (&field.column, field.ident.unraw());
            if column.is_empty() {
                // Some cases turn `__` into an empty name.
                errors.at(ident.span(), "this name becomes empty: give the field a `rename`");
            } else if let Some(first) = seen.get(column) {
                errors.at(
                    field.column_span(),
                    format_args!("the column `{column}` is already used by the field `{first}`"),
                );
            } else {
                seen.insert(column, ident);
            }
        }
    }

    fn has_columns(&self, errors: &mut Errors) {
        let skipped = self.fields.iter().all(|field| matches!(field.role(), Role::Skipped));
        // A `skip` with another mistake already has a message.
        if skipped && errors.is_empty() {
            let name = &self.input.ident;
            let reason = if self.fields.is_empty() {
                "has no fields"
            } else {
                "skips every field"
            };
            errors.at(
                name.span(),
                format_args!("`{name}` {reason}, so it would be a row without columns"),
            );
        }
    }
}

/// The attributes that decide a field's role, each with the reason and with the attributes that contradict it.
const CONTRADICTIONS: [(&str, &str, &[&str]); 3] = [
    (
        "skip",
        "a skipped field is not a column",
        &["rename", "flatten", "default", "with"],
    ),
    (
        "flatten",
        "the columns come from the field's type",
        &["rename", "default", "with"],
    ),
    (
        "default",
        "the database supplies the value, and the field is not read",
        &["with"],
    ),
];

impl Field<'_> {
    fn validate(&self, errors: &mut Errors) {
        let given: Vec<_> = self.attrs.given().collect();
        let mut contradictions = CONTRADICTIONS.iter();
        let contradiction = contradictions.find(|(name, ..)| given.iter().any(|(given, _)| given == name));
        if let Some((settled, reason, unfit)) = contradiction {
            for (name, span) in given.iter().filter(|(name, _)| unfit.contains(name)) {
                errors.at(*span, format_args!("`{name}` contradicts `{settled}`: {reason}"));
            }
        }
    }
}
