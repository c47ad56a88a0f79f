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
    /// Values that the rows write themselves, in this format.
    Encoded(Format),
}

/// Returns the encoding of a column's values; None if the column's type cannot take them.
pub(super) fn choose(value: &ColumnValue, info: &ColumnInfo) -> Option<ColumnEncoding> {
    match *value {
        ColumnValue::Dynamic => Some(ColumnEncoding::Dynamic),
        ColumnValue::Encoded {
            format: Format::Binary, ..
        } if info.without_binary_input.is_some() => None,
        ColumnValue::Encoded { format, .. } => Some(ColumnEncoding::Encoded(format)),
        ColumnValue::Default => None,
        ColumnValue::Typed { accepts, .. } => match coerce::find(&accepts, &info.ty) {
            // If the type has no binary input function, the server would refuse the whole binary COPY.
            Some(coercion) if info.without_binary_input.is_none() => Some(ColumnEncoding::Binary(coercion)),
            Some(coercion) if can_render(&info.ty) => Some(ColumnEncoding::Text(TextConversion::new(coercion, info))),
            _ => as_text(&accepts, info).map(ColumnEncoding::Text),
        },
    }
}

/// Returns the conversion of a field to text that the server's input function parses; for an array, one text per
/// element.
fn as_text(accepts: &dyn Fn(&Type) -> bool, info: &ColumnInfo) -> Option<TextConversion> {
    let to = &info.ty;
    let (element, text) = match base_type(to).kind() {
        Kind::Array(element) => (element, Type::TEXT_ARRAY),
        _ => (to, Type::TEXT),
    };
    // The text form of a bytea is escaped, so that a String for it is more likely a mistake.
    if *base_type(element) == Type::BYTEA {
        return None;
    }
    let coercion = coerce::find(accepts, &text)?;
    let sends_text = *coerce::element_type(&coercion.from) == Type::TEXT;
    let to = TextForm::of(text).delimited(delimiters(info).in_array(to));
    sends_text.then_some(TextConversion { coercion, to })
}

/// The delimiters of the column's arrays where they are not a comma, by the type of the elements.
fn delimiters(info: &ColumnInfo) -> Delimiters {
    Delimiters::new(info.delimiters.clone())
}

/// The conversion of a value to a type, and of that to text.
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
        let (ty, encoding, conversion) = match (self, format) {
            (Self::Dynamic, _) => {
                let encoding = Encoding::Dynamic(delimiters(info));
                (info.ty.clone(), encoding, Conversion::Text)
            }
            (Self::Encoded(own), format) if own == format => (info.ty.clone(), Encoding::Encoded, Conversion::Encoded),
            (Self::Encoded(_), _) => return None,
            (Self::Text(text), _) => text.encoder(),
            (Self::Binary(coercion), Format::Text) if can_render(&info.ty) => {
                TextConversion::new(coercion, info).encoder()
            }
            (Self::Binary(_), Format::Text) => match column.value {
                ColumnValue::Typed { accepts, .. } => as_text(&accepts, info)?.encoder(),
                _ => return None,
            },
            (Self::Binary(Coercion { from, convert }), Format::Binary) => {
                let conversion = if from.oid() == base_type(&info.ty).oid() || from.oid() == info.ty.oid() {
                    Conversion::AsIs
                } else {
                    Conversion::Converted(type_name(&from))
                };
                match convert {
                    Convert::Same => (from, Encoding::Direct, conversion),
                    convert => (from, Encoding::Converted(convert), conversion),
                }
            }
        };
        Some((ColumnEncoder::new(column.name.clone(), ty, encoding), conversion))
    }
}

fn type_name(ty: &Type) -> String {
    match ty.kind() {
        Kind::Array(element) => format!("{}[]", type_name(element)),
        _ => ty.name().to_owned(),
    }
}
