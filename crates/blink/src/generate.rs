//! Generated rows: made by their number whenever they are needed, and never kept.
//!
//! A [`GeneratorSpec`] is the declaration; with the values of earlier steps and its table's key it becomes
//! [`Generated`].

pub(crate) mod domain;
pub(crate) mod draw;
pub(crate) mod dry_run;
pub(crate) mod factory;
pub(crate) mod fanout;
pub(crate) mod indexed;
mod permutation;
pub(crate) mod random;
pub(crate) mod temporal;
mod zipf;

use std::fmt;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use crate::error::unwind::{DrawError, fail_draw};
use crate::human::counted;
use crate::rows::RowSink;
use crate::rows::store::{Handle, Store};
use draw::{Draw, DrawScope, FANOUT};
use fanout::{ChildIndex, Fanout};
use indexed::Indexed;
use random::Key;

/// The generated rows of a table: the value of `store[handle]` and `draw[handle]`, and of `report[handle]` after the
/// run.
///
/// It holds no rows. The table's function makes each row again on request, and the row is the same every time.
///
/// ```no_run
/// # use blink::{Seeder, Table, ToRow};
/// #[derive(Debug, PartialEq, ToRow)]
/// #[blink(table = "users")]
/// struct User { id: i64, name: String }
///
/// # async fn run(mut client: tokio_postgres::Client) -> Result<(), blink::Error> {
/// let mut seeder = Seeder::new();
/// let users = seeder.add_table(Table::generate(50_000_000, |draw| User {
///     id: draw.number(),
///     name: format!("User {}", draw.number()),
/// }));
/// let report = seeder.insert(&mut client).await?;
/// assert_eq!(report[users].len(), 50_000_000);
/// assert_eq!(report[users].get(41), Some(User { id: 42, name: "User 42".into() }));
/// # Ok(())
/// # }
/// ```
pub struct Generated<T> {
    rows: Arc<dyn IndexedRows<T>>,
}

/// Makes rows by their numbers.
trait IndexedRows<T>: Send + Sync {
    fn len(&self) -> u64;

    /// Makes the row with this number below `len`.
    fn row(&self, index: u64) -> T;

    /// Makes the rows of a range, all below `len`, until no more are wanted.
    fn for_each_in(&self, rows: Range<u64>, each: RowSink<'_, T>) -> ControlFlow<()>;
}

impl<T: 'static> Generated<T> {
    /// The number of rows.
    pub fn len(&self) -> u64 {
        self.rows.len()
    }

    /// Returns true if the table has no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Makes a row again, by its number from 0; None if the table has no such row.
    pub fn get(&self, index: u64) -> Option<T> {
        (index < self.len()).then(|| self.rows.row(index))
    }

    /// Makes all rows again, one after the other.
    ///
    /// ```
    /// # use blink::{Seeder, Table, ToRow};
    /// # #[derive(ToRow)]
    /// # #[blink(table = "users")]
    /// # struct User { id: i64 }
    /// let mut seeder = Seeder::new();
    /// let users = seeder.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// let even = seeder.add_context(move |store| store[users].iter().filter(|user| user.id % 2 == 0).count());
    /// assert_eq!(seeder.preview()?[even], 500);
    /// # Ok::<_, blink::Error>(())
    /// ```
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = T> {
        (0..self.len()).map(|index| self.rows.row(index))
    }

    /// Makes an existing row again.
    pub(crate) fn regenerate(&self, index: u64) -> T {
        self.get(index).unwrap_or_else(|| {
            fail_draw(
                format!(
                    "index {index} is out of range: the table has {}",
                    counted(self.len(), "row")
                ),
                "use an index below the number of rows",
            )
        })
    }

    pub(crate) fn for_each_in(&self, rows: Range<u64>, each: RowSink<'_, T>) -> ControlFlow<()> {
        self.rows.for_each_in(rows, each)
    }
}

impl<T> Clone for Generated<T> {
    fn clone(&self) -> Self {
        Self {
            rows: Arc::clone(&self.rows),
        }
    }
}

impl<T> fmt::Debug for Generated<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Generated")
            .field("len", &self.rows.len())
            .finish_non_exhaustive()
    }
}

/// The stream of random numbers of a table's rows: the name as it was declared, and the position of the step among
/// those that fill the table. So other steps do not change a table's rows.
#[derive(Clone, Debug, Default)]
pub(crate) struct RngStream {
    pub(crate) table: String,
    pub(crate) nth: u64,
}

/// The declaration of a table's generated rows.
pub(crate) trait GeneratorSpec<T>: Send + Sync {
    /// Counts the rows; with many parents this takes a while.
    fn prepare(&self, series: &RngStream, store: &Arc<Store>) -> Result<Generated<T>, DrawError>;
}

/// A given number of rows, each made from its number alone.
pub(crate) struct Counted<N, F> {
    pub(crate) count: N,
    pub(crate) row: Arc<F>,
}

impl<T, N, F> GeneratorSpec<T> for Counted<N, F>
where
    T: 'static,
    N: Fn(&Store) -> u64 + Send + Sync,
    F: Fn(&mut Draw<'_>) -> T + Send + Sync + 'static,
{
    fn prepare(&self, series: &RngStream, store: &Arc<Store>) -> Result<Generated<T>, DrawError> {
        let len = (self.count)(store);
        if i64::try_from(len).is_err() {
            return Err(DrawError {
                message: format!("{len} rows are more than PostgreSQL's integers can number"),
                help: "make fewer".to_owned(),
            });
        }
        Ok(Generated {
            rows: Arc::new(CountedRows {
                origin: RngContext::new(series, store),
                len,
                row: Arc::clone(&self.row),
            }),
        })
    }
}

/// The input of a row's function: the table's key and the values of earlier steps.
struct RngContext {
    key: Key,
    store: Arc<Store>,
}

impl RngContext {
    fn new(series: &RngStream, store: &Arc<Store>) -> Self {
        Self {
            key: Key::of_table(store.seed(), &series.table, series.nth),
            store: Arc::clone(store),
        }
    }

    fn scope(&self, len: u64) -> DrawScope<'_> {
        DrawScope {
            key: self.key,
            store: Some(&self.store),
            len: Some(len),
        }
    }
}

struct CountedRows<F> {
    origin: RngContext,
    len: u64,
    row: Arc<F>,
}

impl<T, F: Fn(&mut Draw<'_>) -> T + Send + Sync> IndexedRows<T> for CountedRows<F> {
    fn len(&self) -> u64 {
        self.len
    }

    fn row(&self, index: u64) -> T {
        (self.row)(&mut Draw::new(self.origin.scope(self.len), index, index))
    }

    fn for_each_in(&self, mut rows: Range<u64>, each: RowSink<'_, T>) -> ControlFlow<()> {
        let scope = self.origin.scope(self.len);
        rows.try_for_each(|index| each((self.row)(&mut Draw::new(scope, index, index))))
    }
}

/// Rows for each row of an earlier table.
pub(crate) struct PerParent<P, F> {
    pub(crate) parents: Handle<Generated<P>>,
    pub(crate) fanout: Fanout,
    pub(crate) row: Arc<F>,
}

impl<T, P, F> GeneratorSpec<T> for PerParent<P, F>
where
    T: 'static,
    P: 'static,
    F: Fn(&mut Draw<'_>, &P) -> T + Send + Sync + 'static,
{
    fn prepare(&self, series: &RngStream, store: &Arc<Store>) -> Result<Generated<T>, DrawError> {
        let parents = store.get(self.parents).clone();
        let origin = RngContext::new(series, store);
        let index = ChildIndex::count(self.fanout.clone(), parents.len(), origin.key.derive(FANOUT))?;
        Ok(Generated {
            rows: Arc::new(ChildRows {
                origin,
                parents,
                index,
                row: Arc::clone(&self.row),
            }),
        })
    }
}

struct ChildRows<P, F> {
    origin: RngContext,
    parents: Generated<P>,
    index: ChildIndex,
    row: Arc<F>,
}

impl<T, P, F> IndexedRows<T> for ChildRows<P, F>
where
    P: 'static,
    F: Fn(&mut Draw<'_>, &P) -> T + Send + Sync,
{
    fn len(&self) -> u64 {
        self.index.children()
    }

    fn row(&self, index: u64) -> T {
        let place = self.index.locate(index);
        let parent = self.parents.regenerate(place.parent);
        (self.row)(&mut Draw::new(self.origin.scope(self.len()), index, place.nth), &parent)
    }

    /// Makes each parent once for all of its children in the range, and parents without children not at all.
    fn for_each_in(&self, rows: Range<u64>, each: RowSink<'_, T>) -> ControlFlow<()> {
        if rows.is_empty() {
            return ControlFlow::Continue(());
        }
        let scope = self.origin.scope(self.len());
        let first = self.index.locate(rows.start);
        let mut child = ChildCursor {
            parent: first.parent,
            nth: first.nth,
            index: rows.start,
        };
        while child.index < rows.end {
            // Adjacent parents are made in one call, which is cheaper if they are children themselves.
            let end = self.end_of_parents(&child, rows.end);
            self.parents.for_each_in(child.parent..end, &mut |parent| {
                let children = self.index.children_of(child.parent) - child.nth;
                let wanted = children.min(rows.end - child.index);
                for n in 0..wanted {
                    let mut draw = Draw::new(scope, child.index + n, child.nth + n);
                    each((self.row)(&mut draw, &parent))?;
                }
                child.index += wanted;
                child.next_parent();
                ControlFlow::Continue(())
            })?;
            // The next parent has no children.
            child.next_parent();
        }
        ControlFlow::Continue(())
    }
}

impl<P, F> ChildRows<P, F> {
    /// Returns the end of the parents, from the cursor's on, that all have children before the row `end`.
    fn end_of_parents(&self, from: &ChildCursor, end: u64) -> u64 {
        let mut parent = from.parent;
        let mut wanted = end - from.index + from.nth;
        while parent < self.index.parents() && wanted > 0 && self.index.children_of(parent) > 0 {
            wanted = wanted.saturating_sub(self.index.children_of(parent));
            parent += 1;
        }
        parent
    }
}

/// A place among the children of all parents.
struct ChildCursor {
    parent: u64,
    /// The child's number among its parent's.
    nth: u64,
    /// The child's number among all.
    index: u64,
}

impl ChildCursor {
    /// Moves to the first child of the next parent.
    fn next_parent(&mut self) {
        self.parent += 1;
        self.nth = 0;
    }
}

impl<T: 'static> Indexed for Generated<T> {
    type Item<'s> = T;

    fn size(&self) -> u64 {
        self.len()
    }

    #[inline]
    fn item(&self, index: u64) -> T {
        self.regenerate(index)
    }
}
