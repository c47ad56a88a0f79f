//! The normal form.
//!
//! It is true, false or NULL for the same rows, but the same condition has fewer shapes. It is for those who look for values
//! that meet an expression; to compute its value take the expression itself, whose constants have all their casts. In a
//! normal form:
//!
//! - NOT is only around a column, `IsNull`, `IsNotDistinct`, a call, an operator without an opposite, or an opaque part;
//! - AND and OR have at least two parts, none of which is of the same kind or a constant that changes nothing;
//! - what has no column in it is one [`Expr::Constant`], if its value is known. A constant beside a column may be of
//!   another type of number or time, and that beside an enum is the label as a text;
//! - a comparison has what has a column in it on the left. `constant @> column` is `column <@ constant`;
//! - `Any` and `All` with a list have an [`Expr::Array`] of at least two elements, and the operators `=` and `<>`; with other
//!   operators they are OR and AND;
//! - `b = true` and `b IS TRUE` of what is never NULL are `b`; conditions that are compared by `=` and `<>`, such as
//!   `(a IS NULL) = (b IS NULL)`, are OR over AND;
//! - `COALESCE(x, constant) > constant` is `x IS NULL OR x > constant`, or `x IS NOT NULL AND x > constant`;
//! - casts between `varchar` and `text` are gone, and where their operand is compared those to wider numbers and from
//!   `date` to a timestamp. They are there in arithmetic, which means something else with other types, and so are all that
//!   change a value or how it compares, such as `integer` to `text`, `numeric` to `double precision` and `citext` to `text`;
//! - functions have one name: `length` for `char_length`, `ceil` for `ceiling`, `substring` for `substr`, `position` for
//!   `strpos`, `power` for `pow`, `extract` for `date_part`, and `^@` for `starts_with`.
//!
//! `Case` stays, with normal forms in it.

mod casts;
mod compare;
mod condition;
mod fold;
mod normalizer;
mod types;

pub use normalizer::normalize;

#[cfg(test)]
mod tests;
