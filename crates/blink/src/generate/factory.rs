//! Reusable row functions, for tests and for tables alike.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::unwind::{Unwound, catch};
use crate::generate::draw::{Draw, DrawScope};
use crate::generate::random::RngKey;

/// A recipe for values of a type: one at a time in a unit test, or a table of millions by
/// [`draw`](Self::draw).
///
/// It wraps the same kind of function that [`Table::generate`](crate::Table::generate) takes, so that one definition
/// serves the unit test and the load test. Outside a table its values are numbered from 1. Clones share the count; a
/// new factory starts again. Value n is always the same.
///
/// ```
/// use blink::{Factory, Seeder, Table, ToRow};
///
/// #[derive(Clone, Debug, ToRow)]
/// #[blink(table = "users")]
/// struct User { id: i64, name: String, email: String, admin: bool }
///
/// fn user() -> Factory<User> {
///     Factory::new(|draw| {
///         let name = format!("User {}", draw.number());
///         let email = format!("user{}@example.com", draw.number());
///         User { id: draw.number(), name, email, admin: false }
///     })
/// }
///
/// // In a unit test:
/// let factory = user();
/// let one = factory.build();
/// let [two, three] = factory.build_pair();
/// let more = factory.build_list(10);
/// let admin = factory.with(|user| user.admin = true).build();
/// let renamed = User { name: "Alice".into(), ..factory.build() };
/// assert_eq!((one.id, two.id, three.id, more[9].id, admin.id, renamed.id), (1, 2, 3, 13, 14, 15));
///
/// // In a database:
/// let mut seeder = Seeder::new();
/// let user = user();
/// seeder.add_table(Table::generate(1_000_000, move |draw| user.draw(draw)));
/// ```
///
/// [The guide](crate::guide::factories) shows sequences, traits and associations.
pub struct Factory<T> {
    make: Make<T>,
    /// The number of the next value, from 0.
    next: Arc<AtomicU64>,
}

type Make<T> = Arc<dyn Fn(&mut Draw<'_>) -> T + Send + Sync>;

impl<T: 'static> Factory<T> {
    /// A factory that makes values by this function.
    pub fn new(make: impl Fn(&mut Draw<'_>) -> T + Send + Sync + 'static) -> Self {
        Self {
            make: Arc::new(make),
            next: Arc::default(),
        }
    }

    /// Starts with this number instead of 1.
    ///
    /// ```
    /// # use blink::Factory;
    /// let ids = Factory::new(|draw| draw.number()).starting_at(1_000);
    /// assert_eq!(ids.build_pair(), [1_000, 1_001]);
    /// ```
    ///
    /// # Panics
    /// If it is not positive.
    #[must_use = "this returns a new factory; the original is unchanged"]
    #[track_caller]
    pub fn starting_at(self, number: i64) -> Self {
        assert!(number > 0, "the first number is {number}; numbers start at 1");
        Self {
            make: self.make,
            next: Arc::new(AtomicU64::new(number.unsigned_abs() - 1)),
        }
    }

    /// Builds the next value, without a database.
    ///
    /// # Panics
    /// If the function panics, or draws values that only a run has.
    #[track_caller]
    pub fn build(&self) -> T {
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        assert!(index < i64::MAX.unsigned_abs(), "there is no number after {}", i64::MAX);
        let scope = DrawScope {
            // Values differ by their number alone: a new factory builds the same ones again.
            key: RngKey::of_table(0, "", 0),
            store: None,
            len: None,
        };
        match catch(|| (self.make)(&mut Draw::new(scope, index, index))) {
            Ok(made) => made,
            Err(Unwound::DrawError(error)) => panic!("{}; {}", error.message, error.help),
            Err(Unwound::Unavailable) => panic!("the factory reads a step of a run, and there is no run"),
            Err(Unwound::Panic(payload)) => std::panic::resume_unwind(payload),
        }
    }

    /// Builds the next two values.
    ///
    /// # Panics
    /// As [`build`](Self::build).
    pub fn build_pair(&self) -> [T; 2] {
        std::array::from_fn(|_| self.build())
    }

    /// Builds the next `len` values.
    ///
    /// # Panics
    /// As [`build`](Self::build).
    pub fn build_list(&self, len: usize) -> Vec<T> {
        std::iter::repeat_with(|| self.build()).take(len).collect()
    }

    /// Makes a value within another factory's function, or a table's, with its number, random numbers and earlier
    /// steps.
    ///
    /// ```
    /// use blink::Factory;
    ///
    /// #[derive(Debug)]
    /// struct User { id: i64 }
    /// #[derive(Debug)]
    /// struct Post { id: i64, author: User }
    ///
    /// let user = Factory::new(|draw| User { id: draw.number() });
    /// let post = Factory::new(move |draw| Post { id: draw.number(), author: user.draw(draw) });
    /// assert_eq!(post.build().author.id, 1);
    /// ```
    pub fn draw(&self, draw: &mut Draw<'_>) -> T {
        (self.make)(draw)
    }

    /// Returns a factory that changes each value, and shares the count with this one: a trait.
    ///
    /// ```
    /// # use blink::Factory;
    /// #[derive(Debug)]
    /// struct User { id: i64, admin: bool, email: Option<String> }
    ///
    /// let user = Factory::new(|draw| User { id: draw.number(), admin: false, email: None });
    /// let admin = user.with(|user| user.admin = true);
    /// let reachable_admin = admin.with(|user| user.email = Some(format!("admin{}@example.com", user.id)));
    /// # assert_eq!((user.build().id, admin.build().admin, reachable_admin.build().id), (1, true, 3));
    /// ```
    #[must_use = "this returns a row; the factory is unchanged"]
    pub fn with(&self, change: impl Fn(&mut T) + Send + Sync + 'static) -> Self {
        let make = Arc::clone(&self.make);
        Self {
            make: Arc::new(move |draw| {
                let mut made = make(draw);
                change(&mut made);
                made
            }),
            next: Arc::clone(&self.next),
        }
    }
}

impl<T> Clone for Factory<T> {
    fn clone(&self) -> Self {
        Self {
            make: Arc::clone(&self.make),
            next: Arc::clone(&self.next),
        }
    }
}

impl<T> fmt::Debug for Factory<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Factory")
            .field("next", &self.next)
            .finish_non_exhaustive()
    }
}
