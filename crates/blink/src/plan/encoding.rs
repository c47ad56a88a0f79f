//! The choice of encoding for a column's values.

use postgres_types::{Kind, Type};

use super::column_plan::Conversion;
use crate::catalog::ColumnInfo;
use crate::encode::coerce::{self, Coercion, Convert};
use crate::encode::text_output::{TextForm, can_render};
use crate::encode::{ColumnEncoder, Delimiters, Encoding, Format, base_type};
use crate::rows::to_row::{Column, ColumnValue};

/// The encoding that a column's values allow.
pub(super) enum ColumnEncoding {
    Binary(Coercion),
    /// Only as text, which the server parses.
    Text(TextConversion),
    Dynamic,
}

pub(super) fn choose(value: &ColumnValue, info: &ColumnInfo) -> Option<ColumnEncoding> {
    match *value {
        ColumnValue::Dynamic => Some(ColumnEncoding::Dynamic),
        ColumnValue::Default => None,
        ColumnValue::Typed { accepts, .. } => match coerce::find(&accepts, &info.ty) {
            Some(coercion) if info.without_binary_input.is_none() => Some(ColumnEncoding::Binary(coercion)),
            // The server would refuse the whole COPY.
            Some(coercion) if can_render(&info.ty) => Some(ColumnEncoding::Text(TextConversion::new(coercion, info))),
            _ => as_text(&accepts, info).map(ColumnEncoding::Text),
        },
    }
}

/// Returns the conversion of a field to text that the server's input function parses; for an array, one text per
/// element.
fn as_text(accepts: &dyn Fn(&Type) -> bool, info: &ColumnInfo) -> Option<TextConversion> {
    let to = &info.ty;
    let (member, text) = match base_type(to).kind() {
        Kind::Array(member) => (member, Type::TEXT_ARRAY),
        _ => (to, Type::TEXT),
    };
    // The text form of a bytea is escaped, so that a String for it is more likely a mistake.
    if *base_type(member) == Type::BYTEA {
        return None;
    }
    let coercion = coerce::find(accepts, &text)?;
    let sends_text = *coerce::element_type(&coercion.from) == Type::TEXT;
    let to = TextForm::of(text).delimited(delimiters(info).in_array(to));
    sends_text.then_some(TextConversion { coercion, to })
}

fn delimiters(info: &ColumnInfo) -> Delimiters {
    Delimiters::new(info.delimiters.clone())
}

/// A value that is converted to a type and written as its text.
pub(super) struct TextConversion {
    coercion: Coercion,
    to: TextForm,
}

impl TextConversion {
    /// Converts to the text form of the column's type.
    fn new(coercion: Coercion, info: &ColumnInfo) -> Self {
        let to = TextForm::of(info.ty.clone()).delimited(delimiters(info).in_array(&info.ty));
        Self { coercion, to }
    }

    fn encoder(self) -> (Type, Encoding, Conversion) {
        let Coercion { from, convert } = self.coercion;
        (from, Encoding::Rendered { convert, to: self.to }, Conversion::Text)
    }
}

impl ColumnEncoding {
    /// Returns None if the value cannot be sent in the format that the table's other columns need.
    pub(super) fn encoder(
        self,
        format: Format,
        column: &Column,
        info: &ColumnInfo,
    ) -> Option<(ColumnEncoder, Conversion)> {
        let (ty, wire, how) = match (self, format) {
            (Self::Dynamic, _) => {
                let encoding = Encoding::Dynamic(delimiters(info));
                (info.ty.clone(), encoding, Conversion::Text)
            }
            (Self::Text(rendered), _) => rendered.encoder(),
            (Self::Binary(coercion), Format::Text) if can_render(&info.ty) => {
                TextConversion::new(coercion, info).encoder()
            }
            (Self::Binary(_), Format::Text) => match column.value {
                ColumnValue::Typed { accepts, .. } => as_text(&accepts, info)?.encoder(),
                _ => return None,
            },
            (Self::Binary(Coercion { from, convert }), Format::Binary) => {
                let how = if from.oid() == base_type(&info.ty).oid() || from.oid() == info.ty.oid() {
                    Conversion::AsIs
                } else {
                    Conversion::Converted(type_name(&from))
                };
                match convert {
                    Convert::Same => (from, Encoding::Direct, how),
                    convert => (from, Encoding::Converted(convert), how),
                }
            }
        };
        Some((ColumnEncoder::new(column.name.clone(), ty, wire), how))
    }
}

fn type_name(ty: &Type) -> String {
    match ty.kind() {
        Kind::Array(member) => format!("{}[]", type_name(member)),
        _ => ty.name().to_owned(),
    }
}
