//! Generated rows: made by their number whenever they are needed, and never kept.
//!
//! A [`GeneratorSpec`] is the declaration; with the values of earlier steps and its table's random key it becomes
//! [`Generated`].

pub(crate) mod contract;
pub(crate) mod dealt;
pub(crate) mod domain;
pub(crate) mod draw;
pub(crate) mod dry_run;
pub(crate) mod earlier;
pub(crate) mod factory;
pub(crate) mod fanout;
pub(crate) mod indexed;
pub(crate) mod numbered;
pub(crate) mod permutation;
pub(crate) mod random;
pub(crate) mod runs;
pub(crate) mod table_rng;
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
use fanout::Fanout;
use indexed::Indexed;
use random::RngKey;
use runs::{ChildPosition, ChildRuns, RunCursor};

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
    rows: Arc<dyn MakeRows<T>>,
}

/// Makes rows by their numbers.
trait MakeRows<T>: Send + Sync {
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

    /// Makes a row again. If the table has no such row, the draw fails.
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

/// Identifies the random numbers of a table's rows. Steps that fill other tables do not change them.
#[derive(Clone, Debug, Default)]
pub(crate) struct RngStream {
    /// The table's name, as it was declared.
    pub(crate) table: String,
    /// The position of the step among the steps that fill this table, from 0.
    pub(crate) nth: u64,
}

/// The declaration of a table's generated rows.
pub(crate) trait GeneratorSpec<T>: Send + Sync {
    /// Returns the rows after counting them.
    fn prepare(&self, stream: &RngStream, store: &Arc<Store>) -> Result<Generated<T>, DrawError>;
}

/// A number of rows, which may depend on earlier steps. Each row is made from its number alone.
pub(crate) struct Counted<N, F> {
    pub(crate) count: N,
    pub(crate) make_row: Arc<F>,
}

impl<T, N, F> GeneratorSpec<T> for Counted<N, F>
where
    T: 'static,
    N: Fn(&Store) -> u64 + Send + Sync,
    F: Fn(&mut Draw<'_>) -> T + Send + Sync + 'static,
{
    fn prepare(&self, stream: &RngStream, store: &Arc<Store>) -> Result<Generated<T>, DrawError> {
        let len = checked_len((self.count)(store))?;
        Ok(Generated {
            rows: Arc::new(CountedRows {
                input: RowInput::new(stream, store),
                len,
                make_row: Arc::clone(&self.make_row),
            }),
        })
    }
}

/// Returns the number of rows, unless a row's number may be no bigint.
fn checked_len(rows: u64) -> Result<u64, DrawError> {
    if i64::try_from(rows).is_err() {
        return Err(DrawError {
            message: format!("{rows} rows are more than a bigint can number"),
            help: "generate fewer rows".to_owned(),
        });
    }
    Ok(rows)
}

/// The values that a row's function reads: the table's random key and the values of earlier steps.
struct RowInput {
    key: RngKey,
    store: Arc<Store>,
}

impl RowInput {
    fn new(stream: &RngStream, store: &Arc<Store>) -> Self {
        Self {
            key: RngKey::of_table(store.seed(), &stream.table, stream.nth),
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
    input: RowInput,
    len: u64,
    make_row: Arc<F>,
}

impl<T, F: Fn(&mut Draw<'_>) -> T + Send + Sync> MakeRows<T> for CountedRows<F> {
    fn len(&self) -> u64 {
        self.len
    }

    fn row(&self, index: u64) -> T {
        // Without parents, a row's number among its siblings is its number.
        (self.make_row)(&mut Draw::new(self.input.scope(self.len), index, index))
    }

    fn for_each_in(&self, mut rows: Range<u64>, each: RowSink<'_, T>) -> ControlFlow<()> {
        let scope = self.input.scope(self.len);
        rows.try_for_each(|index| each((self.make_row)(&mut Draw::new(scope, index, index))))
    }
}

/// Rows made for each row of an earlier table.
pub(crate) struct PerParent<P, F> {
    pub(crate) parents: Handle<Generated<P>>,
    pub(crate) fanout: Fanout,
    pub(crate) make_row: Arc<F>,
}

impl<T, P, F> GeneratorSpec<T> for PerParent<P, F>
where
    T: 'static,
    P: 'static,
    F: Fn(&mut Draw<'_>, &P) -> T + Send + Sync + 'static,
{
    fn prepare(&self, stream: &RngStream, store: &Arc<Store>) -> Result<Generated<T>, DrawError> {
        let parents = store.get(self.parents).clone();
        let input = RowInput::new(stream, store);
        let runs = ChildRuns::build(&self.fanout, parents.len(), input.key.nth(FANOUT))?;
        Ok(Generated {
            rows: Arc::new(ChildRows {
                input,
                parents,
                runs,
                make_row: Arc::clone(&self.make_row),
            }),
        })
    }
}

struct ChildRows<P, F> {
    input: RowInput,
    parents: Generated<P>,
    runs: ChildRuns,
    make_row: Arc<F>,
}

impl<T, P, F> MakeRows<T> for ChildRows<P, F>
where
    P: 'static,
    F: Fn(&mut Draw<'_>, &P) -> T + Send + Sync,
{
    fn len(&self) -> u64 {
        self.runs.children()
    }

    fn row(&self, index: u64) -> T {
        let position = self.runs.reader().locate(index);
        let parent = self.parents.regenerate(position.parent);
        (self.make_row)(
            &mut Draw::new(self.input.scope(self.len()), index, position.nth),
            &parent,
        )
    }

    /// Makes each parent once for all of its children in the range, and parents without children not at all.
    fn for_each_in(&self, rows: Range<u64>, each: RowSink<'_, T>) -> ControlFlow<()> {
        if rows.is_empty() {
            return ControlFlow::Continue(());
        }
        let scope = self.input.scope(self.len());
        let mut runs = self.runs.cursor();
        let mut child = NextChild {
            position: runs.locate(rows.start),
            index: rows.start,
        };
        while child.index < rows.end {
            // One call makes all parents up to the next without children. If they are children themselves, each of
            // their own parents is made only once.
            let end = end_of_parents(&mut runs, &child, rows.end);
            self.parents.for_each_in(child.position.parent..end, &mut |parent| {
                let children = runs.number_of_children(child.position.parent) - child.position.nth;
                let wanted = children.min(rows.end - child.index);
                for n in 0..wanted {
                    let mut draw = Draw::new(scope, child.index + n, child.position.nth + n);
                    each((self.make_row)(&mut draw, &parent))?;
                }
                child.index += wanted;
                child.next_parent();
                ControlFlow::Continue(())
            })?;
            child.skip_childless(&mut runs, rows.end);
        }
        ControlFlow::Continue(())
    }
}

/// Returns the first parent, from the child's on, that has no children, is not needed for the rows before `end`, or is
/// not at hand.
fn end_of_parents(runs: &mut RunCursor<'_>, from: &NextChild, end: u64) -> u64 {
    let mut parent = from.position.parent;
    // Counted from the first child of the parent.
    let mut wanted = end - from.index + from.position.nth;
    loop {
        let children = runs.number_of_children(parent);
        if children == 0 {
            return parent;
        }
        wanted = wanted.saturating_sub(children);
        parent += 1;
        if wanted == 0 || parent >= runs.parents_at_hand() {
            return parent;
        }
    }
}

/// The next child: its position under its parent, and its number among all children.
struct NextChild {
    position: ChildPosition,
    index: u64,
}

impl NextChild {
    /// Moves to the next parent. `index` must already be its first child's, unless the range has ended.
    fn next_parent(&mut self) {
        self.position = ChildPosition {
            parent: self.position.parent + 1,
            nth: 0,
        };
    }

    /// Moves to the parent of the child, if there is one before `end`.
    fn skip_childless(&mut self, runs: &mut RunCursor<'_>, end: u64) {
        while self.index < end && runs.number_of_children(self.position.parent) == 0 {
            self.next_parent();
        }
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
