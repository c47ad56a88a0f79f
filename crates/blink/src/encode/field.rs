//! The fields that a typed row can have.

use postgres_types::ToSql;

/// A value that can be sent to a column: anything that implements [`ToSql`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be sent to PostgreSQL",
    label = "this type does not implement `postgres_types::ToSql`",
    note = "chrono, jiff, time, uuid, serde_json and others: switch on the feature of `postgres-types`, such as `with-chrono-0_4`",
    note = "unsigned integers have no counterpart in PostgreSQL: use `i64`, or `rust_decimal::Decimal` into `numeric`",
    note = "your own enums and composites: `#[derive(postgres_types::ToSql)]`",
    note = "for anything else `#[blink(with = …)]` names a function that turns the field into something that can be sent"
)]
pub trait Field: ToSql {}

#[diagnostic::do_not_recommend]
impl<T: ToSql> Field for T {}
