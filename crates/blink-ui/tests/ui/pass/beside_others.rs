#![deny(warnings, missing_docs)]

//! Other derives, attributes that mean something to the compiler, and macros.

use blink::ToRow;

/// A row.
#[derive(Clone, Debug, Default, PartialEq, ToRow, Hash)]
#[must_use]
#[non_exhaustive]
#[blink(table = "people")]
#[repr(C)]
pub struct Person {
    /// A field.
    #[doc(alias = "key")]
    pub id: i64,
    /// Another one.
    #[deprecated = "call them by name"]
    #[blink(rename = "nickname")]
    pub nick: String,
    #[cfg(any())]
    gone: u64,
    #[blink()]
    #[allow(missing_docs)]
    pub plain: bool,
}

macro_rules! rows {
    ($($name:ident { $field:ident: $type:ty as $function:expr })*) => {$(
        /// A row made by a macro.
        #[derive(ToRow)]
        pub struct $name {
            #[blink(with = $function)]
            /// Its field.
            pub $field: $type,
            /// Its number.
            pub id: i64,
        }
    )*};
}

rows! {
    Path { value: u64 as u64::to_string }
    Closure { value: u64 as |value: &u64| value.to_string() }
}

fn row<T: ToRow>(_: &T) {}

fn main() {
    row(&Person::default());
    row(&Path { value: 1, id: 1 });
    row(&Closure { value: 1, id: 1 });
    let inner = {
        #[derive(ToRow)]
        struct Inner {
            id: i64,
        }
        Inner { id: 1 }
    };
    row(&inner);
}
