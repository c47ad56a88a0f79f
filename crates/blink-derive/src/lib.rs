//! The `#[derive(ToRow)]` of [`blink-pg`](https://docs.rs/blink-pg), which re-exports it as `blink::ToRow`.

mod ast;
mod attr;
mod case;
mod errors;
mod expand;
mod item;
mod nearest;
mod valid;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// Implements `ToRow` for a struct with named fields, so that it is a row of a table.
///
/// A field is a column of the same name. Its type is any that implements `postgres_types::ToSql`. Blink compares both
/// with the table before the first row is made.
///
/// ```
/// use blink::ToRow;
///
/// #[derive(ToRow)]
/// #[blink(table = "users")]
/// struct User {
///     id: i64,
///     name: String,
///     email: Option<String>,
/// }
/// ```
///
/// The struct may borrow, and may be generic. A type parameter that is sent gets the bound that it can be sent:
///
/// ```
/// use blink::ToRow;
///
/// #[derive(ToRow)]
/// struct Label<'a, Id> {
///     id: Id,
///     text: &'a str,
/// }
/// ```
///
/// A field whose name is a Rust keyword is written `r#type`, and its column is `type`.
///
/// # On the struct
///
/// ## `table = "…"`
///
/// The table of the rows, unless the seeder names another one. The name may include the schema: `"audit.events"`.
///
/// ## `rename_all = "…"`
///
/// The columns' names are the fields' names in another case: `"lowercase"`, `"UPPERCASE"`, `"PascalCase"`,
/// `"camelCase"`, `"snake_case"`, `"SCREAMING_SNAKE_CASE"`, `"kebab-case"` or `"SCREAMING-KEBAB-CASE"`. A `rename` on a
/// field takes precedence.
///
/// ```
/// # use blink::ToRow;
/// #[derive(ToRow)]
/// #[blink(table = "Post", rename_all = "camelCase")]
/// struct Post {
///     id: i64,
///     author_id: i64, // "authorId"
/// }
/// ```
///
/// ## `crate = …`
///
/// The path of Blink, for a crate that exports rows through a re-export of Blink: `crate = other::blink` or `crate =
/// "other::blink"`. The default is `::blink`.
///
/// ```
/// mod prelude {
///     pub use blink;
/// }
///
/// #[derive(prelude::blink::ToRow)]
/// #[blink(crate = crate::prelude::blink)]
/// struct Tag {
///     name: String,
/// }
/// # fn main() {}
/// ```
///
/// # On a field
///
/// ## `rename = "…"`
///
/// The column's name.
///
/// ```
/// # use blink::ToRow;
/// #[derive(ToRow)]
/// struct Event {
///     #[blink(rename = "type")]
///     kind: String,
/// }
/// ```
///
/// ## `skip`
///
/// The field is not a column, and may have any type.
///
/// ```
/// # use blink::ToRow;
/// #[derive(ToRow)]
/// struct User {
///     id: i64,
///     password_hash: String,
///     #[blink(skip)]
///     password: std::cell::RefCell<String>,
/// }
/// ```
///
/// ## `default`
///
/// The column exists, and the database fills it with its default (a serial key, `now()`) or by a trigger. The field is not
/// sent, and may have any type.
///
/// ```
/// # use blink::ToRow;
/// #[derive(ToRow)]
/// struct Comment {
///     #[blink(default)]
///     id: Option<i64>,
///     body: String,
/// }
/// ```
///
/// ## `with = …`
///
/// Sends the value that a function returns for the field. The function takes a reference to the field; it is a path, a
/// path in a string, or a closure.
///
/// ```
/// use blink::ToRow;
///
/// enum Status { Open, Closed }
///
/// impl Status {
///     fn name(&self) -> &'static str {
///         match self {
///             Status::Open => "open",
///             Status::Closed => "closed",
///         }
///     }
/// }
///
/// #[derive(ToRow)]
/// struct Ticket {
///     id: i64,
///     #[blink(with = Status::name)]
///     status: Status,
///     #[blink(with = "ToString::to_string")]
///     opened_from: std::net::IpAddr,
///     #[blink(with = |minutes| f64::from(*minutes) / 60.0)]
///     hours: u32,
/// }
/// ```
///
/// If the function needs bounds on a generic struct's parameters, declare them on the struct:
///
/// ```
/// # use blink::ToRow;
/// #[derive(ToRow)]
/// struct Named<T: ToString> {
///     #[blink(with = ToString::to_string)]
///     name: T,
/// }
/// ```
///
/// ## `flatten`
///
/// The field's type is itself a row. Its columns take the field's place.
///
/// ```
/// use blink::ToRow;
///
/// #[derive(ToRow)]
/// struct Address {
///     street: String,
///     city: String,
/// }
///
/// #[derive(ToRow)]
/// #[blink(table = "customers")]
/// struct Customer {
///     id: i64,
///     #[blink(flatten)]
///     address: Address, // street, city
///     since: Option<i32>,
/// }
/// ```
#[proc_macro_derive(ToRow, attributes(blink))]
pub fn derive_to_row(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand::derive(&input).into()
}
