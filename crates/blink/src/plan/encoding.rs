//! The choice of encoding for a column's values.

use postgres_types::{Kind, Type};

use super::column_plan::Conversion;
use crate::catalog::ColumnInfo;
use crate::encode::coerce::{self, Coercion, Convert};
use crate::encode::{ColumnEncoder, Encoding, Format, base_type, text_output};
use crate::rows::to_row::{Column, ColumnValue};

/// The encoding that a column's values allow.
pub(super) enum ColumnEncoding {
    Binary(Coercion),
    /// Only as text, which the server parses.
    Text(TextConversion),
    Dynamic,
}

pub(super) fn choose(value: &ColumnValue, to: &Type) -> Option<ColumnEncoding> {
    match *value {
        ColumnValue::Dynamic => Some(ColumnEncoding::Dynamic),
        ColumnValue::Default => None,
        ColumnValue::Typed { accepts, .. } => {
            if let Some(coercion) = coerce::find(&accepts, to) {
                return Some(ColumnEncoding::Binary(coercion));
            }
            as_text(&accepts, to).map(ColumnEncoding::Text)
        }
    }
}

/// Returns the conversion of a field to text that the server's input function parses; for an array, one text per
/// element.
fn as_text(accepts: &dyn Fn(&Type) -> bool, to: &Type) -> Option<TextConversion> {
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
    sends_text.then_some(TextConversion { coercion, to: text })
}

/// A value that is converted to a type and written as its text.
pub(super) struct TextConversion {
    coercion: Coercion,
    to: Type,
}

impl TextConversion {
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
            (Self::Dynamic, _) => (info.ty.clone(), Encoding::Dynamic, Conversion::Text),
            (Self::Text(rendered), _) => rendered.encoder(),
            (Self::Binary(coercion), Format::Text) if text_output::can_render(&info.ty) => {
                let to = info.ty.clone();
                TextConversion { coercion, to }.encoder()
            }
            (Self::Binary(_), Format::Text) => match column.value {
                ColumnValue::Typed { accepts, .. } => as_text(&accepts, &info.ty)?.encoder(),
                _ => return None,
            },
            (Self::Binary(Coercion { from, convert }), Format::Binary) => {
                let how = if from.oid() == base_type(&info.ty).oid() || from.oid() == info.ty.oid() {
                    Conversion::AsIs
                } else {
                    Conversion::Converted(shown(&from))
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

fn shown(ty: &Type) -> String {
    match ty.kind() {
        Kind::Array(member) => format!("{}[]", shown(member)),
        _ => ty.name().to_owned(),
    }
}
