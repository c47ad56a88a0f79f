//! Words, and values that are fit to be shown: what belongs together fits, and nothing that is made reaches anybody.
//!
//! A row has an [`Identity`], a [`Meaning`] says what a column shows of it, and [`make`] makes the value. All is a
//! function of numbers: there is no state, no clock and no platform in it. All texts are ASCII, so that every
//! encoding of a database has them. The lists are this project's own.

mod bits;
mod calendar;
mod company;
mod form;
mod grammar;
mod identity;
mod length;
mod life;
mod list;
mod made;
mod make;
mod meaning;
mod password;
mod person;
mod place;
mod product;
mod text;
mod timeline;
mod unique;

pub use bits::Bits;
pub use company::Company;
pub use form::{Choice, Form, Limits};
pub use identity::Identity;
pub use life::reached;
pub use make::make;
pub use meaning::{Meaning, Nature};
pub use password::{HashError, PASSWORD, Scheme, hash_password, password_scheme};
pub use person::Person;
pub use place::{City, Country, Currency, Language, Place, cities, countries, currencies, languages};
pub use product::Product;
pub use timeline::{Station, Timeline, recent};
pub(crate) use unique::{MIXED, unique_is_mixed};
pub use unique::{make_unique, unique_capacity, unique_number, unique_pattern};
