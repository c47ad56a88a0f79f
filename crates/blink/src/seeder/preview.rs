//! The values of a seeder without a database.

use std::sync::Arc;

use super::Seeder;
use crate::declare::step::Action;
use crate::error::unwind::{Unwound, catch, fail_draw};
use crate::error::{Error, ErrorKind, ErrorLocation, row_location};
use crate::generate::Generated;
use crate::human::{counted, with_thousands};
use crate::produce::spawn::task_error;
use crate::rows::store::{Handle, Store};

impl Seeder {
    /// Computes the contexts and gives access to generated rows, without a database.
    ///
    /// Values kept from other tables are not available in a preview, nor is anything computed from them; reading one
    /// panics.
    ///
    /// ```
    /// use blink::{Seeder, Table, ToRow};
    ///
    /// #[derive(Debug, PartialEq, ToRow)]
    /// #[blink(table = "users")]
    /// struct User { id: i64 }
    ///
    /// # fn main() -> Result<(), blink::Error> {
    /// let mut seeder = Seeder::new();
    /// let users = seeder.add_table(Table::generate(1_000, |draw| User { id: draw.number() }));
    /// let store = seeder.preview()?;
    /// assert_eq!(store[users].iter().last(), Some(User { id: 1_000 }));
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// If a context fails or panics, or a number of rows is invalid.
    pub fn preview(self) -> Result<Arc<Store>, Error> {
        let mut store = Arc::new(Store::new(self.0.id, self.0.options.seed));
        for step in self.0.steps {
            let (slot, location) = match step.action {
                Action::Context(context) => (
                    catch(|| context(&store))
                        .map(|slot| slot.map_err(|error| Error::caused_by(ErrorKind::Source, error))),
                    ErrorLocation::of_context(step.declared_at),
                ),
                Action::Generated(generator, stream) => (
                    generator.prepare(&stream, &store).map(|prepared| Ok(prepared.slot)),
                    ErrorLocation::of_generated_values(step.declared_at),
                ),
                Action::Table(spec, _) => (
                    match spec.dry_run {
                        Some((generator, stream)) => {
                            generator.prepare(&stream, &store).map(|prepared| Ok(prepared.slot))
                        }
                        None => Err(Unwound::Unavailable),
                    },
                    ErrorLocation {
                        table: spec.name.map(|name| name.to_string()),
                        ..ErrorLocation::default()
                    },
                ),
            };
            store = match slot {
                Ok(slot) => store.with(Some(slot.map_err(|error| error.with_location(location))?)),
                Err(Unwound::Unavailable) => store.with(None),
                Err(unwound) => return Err(Error::from(task_error(unwound)).with_location(location)),
            };
        }
        Ok(store)
    }

    /// Recomputes one generated row without a database. Rows are numbered from 1, as in errors.
    ///
    /// ```
    /// use blink::{Handle, Generated, Seeder, Table, ToRow};
    ///
    /// #[derive(Debug, PartialEq, ToRow)]
    /// #[blink(table = "users")]
    /// struct User { id: i64 }
    ///
    /// fn users(seeder: &mut Seeder) -> Handle<Generated<User>> {
    ///     seeder.add_table(Table::generate(1_000, |draw| User { id: draw.number() }))
    /// }
    ///
    /// # fn main() -> Result<(), blink::Error> {
    /// let mut seeder = Seeder::new();
    /// let users = users(&mut seeder);
    /// assert_eq!(seeder.row(users, 711)?, User { id: 711 });
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`preview`](Self::preview), for the steps up to the table. Also if the row does not exist, or its function
    /// panics or reads a value that only a run provides.
    pub fn row<T: 'static>(mut self, table: Handle<Generated<T>>, number: u64) -> Result<T, Error> {
        let step = catch(|| table.index_for(self.0.id)).map_err(|unwound| Error::from(task_error(unwound)))?;
        self.0.steps.truncate(step + 1);
        let name = self.0.steps.last().and_then(|step| match &step.action {
            Action::Table(spec, _) => spec.name.as_ref().map(ToString::to_string),
            Action::Context(_) | Action::Generated(..) => None,
        });
        let store = self.preview()?;
        let row = catch(|| {
            let rows = &store[table];
            let row = number.checked_sub(1).and_then(|index| rows.get(index));
            row.unwrap_or_else(|| {
                fail_draw(
                    format!("the table has {}", counted(rows.len(), "row")),
                    format!("use a row number from 1 to {}", with_thousands(rows.len())),
                )
            })
        });
        row.map_err(|unwound| {
            Error::from(task_error(unwound)).with_location(ErrorLocation {
                table: name,
                ..row_location(number)
            })
        })
    }
}
