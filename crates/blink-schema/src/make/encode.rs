//! Values as fields of COPY, by the column's type.

mod bits;
mod choose;
mod composed;
mod composed_text;
mod decimal;
mod duration;
mod form;
mod geometry;
mod literal;
mod network;
mod number;
mod scalar;
mod text_limit;
mod time_unit;
mod vector;
mod xml;

use blink::BoxError;
use blink::postgres_types::IsNull;
use bytes::BytesMut;

use crate::facts::{TypeRef, Types};
use crate::value::Value;
use form::Form;

/// The encoding of a column's values, chosen once by the column's type.
///
/// A value that the type does not hold exactly is an error: it is neither rounded nor cut. Of `money` the binary form is
/// that of currencies with two decimals.
///
/// ```
/// use blink_schema::facts::{TypeRef, Types};
/// use blink_schema::make::encode::Encoder;
/// use blink_schema::value::{Decimal, Value};
/// use bytes::BytesMut;
///
/// // numeric(6,2)
/// let ty = TypeRef { oid: 1700, modifier: 4 + (6 << 16) + 2, name: "numeric(6,2)".to_owned() };
/// let price = Encoder::new(&ty, &Types::default());
/// assert!(price.has_binary());
/// let mut text = String::new();
/// price.text(&Value::Decimal(Decimal { unscaled: 1999, scale: 2 }), &mut text)?;
/// assert_eq!(text, "19.99");
/// let too_exact = Value::Decimal(Decimal { unscaled: 19_999, scale: 3 });
/// assert!(price.binary(&too_exact, &mut BytesMut::new()).is_err());
/// # Ok::<_, blink::BoxError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Encoder {
    form: Form,
}

impl Encoder {
    /// Chooses the encoding of this type. What `types` lacks is known if it is the server's own.
    pub fn new(ty: &TypeRef, types: &Types) -> Self {
        Self {
            form: choose::form(ty, types),
        }
    }

    /// Returns true if the column's values have a binary form. A table is sent in binary if all its columns have one.
    pub fn has_binary(&self) -> bool {
        self.form.has_binary()
    }

    /// Returns true if the binary form can be made of a [`Value::Literal`], as the server writes values of the type. Of
    /// arrays, composites and ranges it is made of values alone: if such a column has literals, its table goes as text.
    pub fn reads_literals(&self) -> bool {
        self.form.reads_literals()
    }

    /// Appends the value's binary form, without its length. After an error or NULL a part of it may be there.
    ///
    /// # Errors
    /// If the type does not hold the value exactly, or has no binary form.
    #[inline]
    pub fn binary(&self, value: &Value<'_>, out: &mut BytesMut) -> Result<IsNull, BoxError> {
        self.form.binary(value, out)
    }

    /// Appends text that the type's input function reads as the value under any settings of the session. It is not
    /// escaped for COPY: `RowEncoder::text` does that.
    ///
    /// # Errors
    /// If the type does not hold the value exactly.
    pub fn text(&self, value: &Value<'_>, out: &mut String) -> Result<IsNull, BoxError> {
        self.form.text(value, out)
    }
}
