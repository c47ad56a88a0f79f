//! The attributes of a struct and of its fields.

use proc_macro2::Span;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, LitStr, Path, Token};

use crate::case::Case;
use crate::errors::Errors;
use crate::item::{Given, Item, listed};
use crate::nearest::nearest;

#[derive(Default)]
pub(crate) struct StructAttrs {
    pub(crate) table: Option<Given<LitStr>>,
    pub(crate) rename_all: Option<Given<Case>>,
    pub(crate) krate: Option<Given<Path>>,
}

#[derive(Default)]
pub(crate) struct FieldAttrs {
    pub(crate) rename: Option<Given<LitStr>>,
    pub(crate) skip: Option<Given<()>>,
    pub(crate) flatten: Option<Given<()>>,
    pub(crate) default: Option<Given<()>>,
    pub(crate) with: Option<Given<Expr>>,
}

const ON_STRUCT: &[&str] = &["table", "rename_all", "crate"];
const ON_FIELD: &[&str] = &["rename", "skip", "flatten", "default", "with"];

/// The place of a `#[blink(…)]`.
#[derive(Clone, Copy)]
enum Place {
    Struct,
    Field,
}

impl StructAttrs {
    pub(crate) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = Self::default();
        for item in items(attrs, Place::Struct, errors) {
            let result = match item.name.as_str() {
                "table" => item.text().map(|given| read.table = Some(given)),
                "rename_all" => item.case().map(|given| read.rename_all = Some(given)),
                _ => item.path().map(|given| read.krate = Some(given)),
            };
            result.unwrap_or_else(|error| errors.push(error));
        }
        read
    }
}

impl FieldAttrs {
    pub(crate) fn read(attrs: &[Attribute], errors: &mut Errors) -> Self {
        let mut read = Self::default();
        for item in items(attrs, Place::Field, errors) {
            let result = match item.name.as_str() {
                "rename" => item.text().map(|given| read.rename = Some(given)),
                "skip" => item.flag().map(|given| read.skip = Some(given)),
                "flatten" => item.flag().map(|given| read.flatten = Some(given)),
                "default" => item.flag().map(|given| read.default = Some(given)),
                _ => item.function().map(|given| read.with = Some(given)),
            };
            result.unwrap_or_else(|error| errors.push(error));
        }
        read
    }

    /// The attributes that were given, by name.
    pub(crate) fn given(&self) -> impl Iterator<Item = (&'static str, Span)> {
        fn span<T>(given: Option<&Given<T>>) -> Option<Span> {
            given.map(|given| given.span)
        }
        [
            ("rename", span(self.rename.as_ref())),
            ("skip", span(self.skip.as_ref())),
            ("flatten", span(self.flatten.as_ref())),
            ("default", span(self.default.as_ref())),
            ("with", span(self.with.as_ref())),
        ]
        .into_iter()
        .filter_map(|(name, span)| Some((name, span?)))
    }
}

/// Returns the items of `#[blink(…)]` that are allowed here, each once.
fn items(attrs: &[Attribute], place: Place, errors: &mut Errors) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("blink")) {
        let parsed = match attr.parse_args_with(Punctuated::<Item, Token![,]>::parse_terminated) {
            Ok(parsed) => parsed,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        for item in parsed {
            let name = item.name.as_str();
            if !place.names().contains(&name) {
                errors.at(item.span, place.refuse(name));
            } else if items.iter().any(|earlier| earlier.name == name) {
                errors.at(item.span, format_args!("`{name}` is given twice"));
            } else {
                items.push(item);
            }
        }
    }
    items
}

impl Place {
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Struct => ON_STRUCT,
            Self::Field => ON_FIELD,
        }
    }

    fn refuse(self, name: &str) -> String {
        let (place, other, elsewhere) = match self {
            Self::Struct => ("a struct", "a field", ON_FIELD),
            Self::Field => ("a field", "a struct", ON_STRUCT),
        };
        if elsewhere.contains(&name) {
            return format!("`{name}` belongs on {other}, not on {place}");
        }
        match nearest(name, self.names()) {
            Some(meant) => format!("{place} takes no `{name}`; did you mean `{meant}`?"),
            None => format!("{place} takes no `{name}`; it takes {}", listed(self.names(), '`')),
        }
    }
}
