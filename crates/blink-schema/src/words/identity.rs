//! The identity of a row.

use super::bits::Bits;
use super::company::Company;
use super::person::Person;
use super::place::{Country, Currency, Language, Place, countries, currencies, languages};
use super::product::Product;
use super::timeline::Station;
use super::timeline::Timeline;

/// The thing that a row stands for: a person, a place, a company, a product and a span of time, always whole, a function of the
/// row's key alone. Columns show parts of it, so that they fit one another.
///
/// ```
/// use blink_schema::words::Identity;
///
/// let person = Identity::new(7, 0, 0).person();
/// let mut email = String::new();
/// person.write_email(&mut email);
/// assert!(email.starts_with(&person.first.to_lowercase()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    key: u64,
    nth: Option<u64>,
    timeline: Timeline,
}

impl Identity {
    /// The identity of a key, with the time at which the row came to be and the end of the run's span: microseconds
    /// since 2000-01-01 in UTC.
    pub fn new(key: u64, created: i64, until: i64) -> Self {
        Self {
            key,
            nth: None,
            timeline: Timeline::of(key, created, until),
        }
    }

    /// The identity as the `nth` entry of a list, from 0: of a lookup table, whose rows are the first countries,
    /// currencies, categories and so on, each once.
    #[must_use]
    pub fn listed(mut self, nth: u64) -> Self {
        self.nth = Some(nth);
        self
    }

    /// The identity of another party in the same row, such as the receiver of a message; the row's own for 0.
    #[must_use]
    pub fn party(mut self, party: u64) -> Self {
        if party != 0 {
            self.key = Bits::of(self.key, party).draw();
            self.nth = None;
        }
        self
    }

    /// The place in a list, if the row is an entry of one.
    pub fn nth(&self) -> Option<u64> {
        self.nth
    }

    /// Random numbers that all cells of the row share.
    pub(crate) fn bits(&self, usage: u64) -> Bits {
        Bits::of(self.key, usage)
    }

    /// The person.
    pub fn person(&self) -> Person {
        Person::of(self.key)
    }

    /// The place.
    pub fn place(&self) -> Place {
        Place::of(self.key, self.nth)
    }

    /// The company.
    pub fn company(&self) -> Company {
        Company::of(self.key)
    }

    /// The product.
    pub fn product(&self) -> Product {
        Product::of(self.key)
    }

    /// The times.
    pub fn timeline(&self) -> Timeline {
        self.timeline
    }

    /// The time of a station of the row's life.
    pub fn at(&self, station: Station) -> i64 {
        self.timeline.at(station)
    }

    /// The country: of the row's place, or an entry of the list.
    pub fn country(&self) -> Country {
        self.entry(countries()).unwrap_or_else(|| self.place().city.country)
    }

    /// The currency: of the row's place, or an entry of the list.
    pub fn currency(&self) -> Currency {
        self.entry(currencies()).unwrap_or_else(|| self.place().currency())
    }

    /// The language: of the row's place, or an entry of the list.
    pub fn language(&self) -> Language {
        self.entry(languages()).unwrap_or_else(|| self.place().language())
    }

    fn entry<T: Copy>(&self, list: &[T]) -> Option<T> {
        list.get(usize::try_from(self.nth?).ok()?).copied()
    }
}
