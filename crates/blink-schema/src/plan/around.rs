//! The steps of a plan around tables of the user's own.

use std::collections::BTreeMap;
use std::sync::Arc;

use blink::__private::{ColumnReader as OwnReader, GeneratedColumns, fail_draw};
use blink::postgres_types::{FromSqlOwned, Type};
use blink::{Generated, Handle, Seeder, Store, Table, TableName, ToRow};

use super::own::OwnPlan;
use super::planned::{Plan, TablePlan};
use super::typed::{ColumnReader, FromColumns, Row};
use crate::error::Error;
use crate::make::own::{OwnColumns, OwnRows};
use crate::make::rows::PlannedRows;
use crate::mistakes::{Mistake, Mistakes};

/// The steps of a plan around tables that you fill with your own typed rows: [`Plan::around`].
#[must_use = "tables are missing until it is finished"]
pub struct Around<'p> {
    plan: &'p Plan,
    seeder: &'p mut Seeder,
    /// The tables of the plan whose steps were added, by their indexes.
    added: BTreeMap<usize, Handle<PlannedRows>>,
    /// The tables of the user's own that were added, by their indexes.
    own: BTreeMap<usize, Source>,
}

/// A table of the user's own whose step was added.
#[derive(Clone)]
struct Source {
    plan: OwnPlan,
    types: Arc<[Type]>,
    columns: Arc<dyn Fn(&Store) -> GeneratedColumns + Send + Sync>,
}

impl Plan {
    /// Begins to add the steps of a plan around tables of your own ([`Options::own`](super::Options::own)). Each is added
    /// with [`own`](Around::own), after the tables that it refers to; [`finish`](Around::finish) adds the rest.
    ///
    /// Rows of the plan refer to yours as to any others, and come after them where yours tell when they came to be
    /// (`created_at`). Rows of yours refer to those of the plan through [`column`](Around::column) and
    /// [`columns`](Around::columns). A rehearsal leaves out your tables and those that refer to them.
    ///
    /// ```no_run
    /// use blink::{Seeder, Table, ToRow};
    /// use blink_schema::Filling;
    /// use blink_schema::plan::{Options, OwnTable};
    ///
    /// #[derive(ToRow)]
    /// #[blink(table = "users")]
    /// struct User { id: i64, email: String, country: String }
    ///
    /// # async fn run(mut client: tokio_postgres::Client) -> Result<(), Box<dyn std::error::Error>> {
    /// let mut options = Options::until_this_month();
    /// options.rows = 10_000;
    /// options.own.push(OwnTable::of::<User>(500));
    /// let filling = Filling::read(&mut client, options).await?;
    /// let plan = filling.plan();
    ///
    /// let mut seeder = Seeder::new();
    /// let mut around = plan.around(&mut seeder);
    /// // `users` refers to `countries`, which the plan fills.
    /// let countries = around.column::<String>("countries", "code")?;
    /// around.own(Table::generate(500, move |draw| User {
    ///     id: draw.number(),
    ///     email: format!("user{}@example.com", draw.number()),
    ///     country: draw.pick(countries),
    /// }))?;
    /// // The orders and comments of the users, and all else.
    /// around.finish()?;
    /// println!("{}", seeder.insert(&mut client).await?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn around<'p>(&'p self, seeder: &'p mut Seeder) -> Around<'p> {
        self.add_emptied(seeder);
        Around {
            plan: self,
            seeder,
            added: BTreeMap::new(),
            own: BTreeMap::new(),
        }
    }
}

impl<'p> Around<'p> {
    /// Adds a table that the plan fills, and those that it refers to, and gives a column of its rows to rows of your own:
    /// `draw.pick(countries)`, or a row of yours for each by [`Table::per_parent`].
    ///
    /// The type is one that implements [`FromSql`](blink::postgres_types::FromSql) for the column's: `i64`, `String`,
    /// `uuid::Uuid`. A column that may be NULL is an `Option`. Labels of enums are read as `String`, too.
    ///
    /// # Errors
    /// If the plan does not fill the table, makes no values of the column, or the column is of another type; and if the table
    /// refers to one of your own that is not added yet.
    pub fn column<T: FromSqlOwned + 'static>(
        &mut self,
        table: impl Into<TableName>,
        column: &str,
    ) -> Result<Handle<Generated<T>>, Error> {
        let (planned, rows) = self.table(&table.into())?;
        let reader = ColumnReader::new::<T>(planned, column).map_err(Mistakes::one)?;
        Ok(self.values(planned.rows, rows, move |row| reader.read(row)))
    }

    /// Adds a table as [`column`](Self::column) does, and gives several columns of its rows, as a tuple.
    ///
    /// ```no_run
    /// # use blink::{Seeder, Table, ToRow};
    /// # use blink_schema::plan::Plan;
    /// #[derive(ToRow)]
    /// #[blink(table = "badges")]
    /// struct Badge { shop_id: i64, staff_no: i32, code: String }
    ///
    /// # fn run(plan: &Plan, seeder: &mut Seeder) -> Result<(), blink_schema::Error> {
    /// let mut around = plan.around(seeder);
    /// let staff = around.columns::<(i64, i32)>("staff", ["shop_id", "no"])?;
    /// around.own(Table::per_parent(staff, 1, |draw, &(shop_id, staff_no)| Badge {
    ///     shop_id,
    ///     staff_no,
    ///     code: format!("B-{:06}", draw.number()),
    /// }))?;
    /// around.finish()
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`column`](Self::column).
    pub fn columns<T: FromColumns>(
        &mut self,
        table: impl Into<TableName>,
        columns: T::Names,
    ) -> Result<Handle<Generated<T>>, Error> {
        let (planned, rows) = self.table(&table.into())?;
        let names = columns.into_iter().collect::<Vec<_>>();
        let readers = T::readers(planned, &names).map_err(Mistakes::one)?;
        Ok(self.values(planned.rows, rows, move |row| T::read(&readers, row)))
    }

    /// Adds a table of your own, after those that it refers to.
    ///
    /// # Errors
    /// If the plan was told nothing of the table, or it is added already; and if it refers, through others, to one of your
    /// own that is not added yet.
    pub fn own<T: ToRow + 'static>(&mut self, table: Table<T, Generated<T>>) -> Result<Handle<Generated<T>>, Error> {
        let plan = self.own_plan(table.name())?;
        if self.own.contains_key(&plan.index) {
            return Err(mistake(format!("{} was added already", plan.name), "add it once"));
        }
        self.add_parents(plan.index)?;
        let columns = plan
            .columns
            .iter()
            .map(|column| (column.name.as_str(), column.ty.clone()));
        let columns = columns.collect::<Vec<_>>();
        let reader = OwnReader::<T>::new(&columns)
            .map_err(|error| mistake(format!("{}: {error}", plan.name), "tell the plan of this row type"))?;
        let types = columns.into_iter().map(|(_, ty)| ty).collect();
        let handle = self.seeder.add_table(table);
        let source = Source {
            plan: plan.clone(),
            types,
            columns: Arc::new(move |store| reader.of(&store[handle])),
        };
        self.own.insert(plan.index, source);
        Ok(handle)
    }

    /// Adds all tables that were not added yet.
    ///
    /// # Errors
    /// If a table of your own was not added.
    pub fn finish(mut self) -> Result<(), Error> {
        let missing = self.plan.own.iter().filter(|own| !self.own.contains_key(&own.index));
        let missing = missing.map(|own| not_added(&own.name)).collect::<Vec<_>>();
        Mistakes::none_in(missing)?;
        for table in self.plan.tables.iter().filter(|table| !table.is_own) {
            self.add(table);
        }
        Ok(())
    }

    /// The step of a table that the plan fills, which is added if it was not yet.
    fn table(&mut self, name: &TableName) -> Result<(&'p TablePlan, Handle<PlannedRows>), Error> {
        let plan = self.plan;
        let is_meant = |one: &TableName| is_named(one, name);
        let planned = plan
            .tables
            .iter()
            .filter(|table| is_meant(&table.name))
            .collect::<Vec<_>>();
        let table = match planned.as_slice() {
            [table] if !table.is_own => *table,
            [table] => {
                let help = "read its rows through the handle that Around::own returned";
                return Err(mistake(format!("{} is your own", table.name), help));
            }
            [] => {
                let left_out = plan
                    .left_out
                    .iter()
                    .chain(&plan.left_alone)
                    .find(|one| is_meant(&one.table));
                let because = left_out.map(|one| format!(": {}", one.because)).unwrap_or_default();
                let help = "refer to a table of the plan, or query the rows that there are";
                return Err(mistake(format!("the plan does not fill {name}{because}"), help));
            }
            _ => {
                return Err(mistake(
                    format!("{name} is the name of several tables"),
                    "name its schema, too",
                ));
            }
        };
        self.add_parents(table.index)?;
        let rows = self.add(table);
        Ok((table, rows))
    }

    /// Adds the tables that a table refers to, parents first.
    fn add_parents(&mut self, index: usize) -> Result<(), Error> {
        let plan = self.plan;
        let ancestors = plan.ancestors(index);
        // In a cycle some come later.
        let before = plan.tables.iter().take_while(|table| table.index != index);
        for table in before.filter(|table| ancestors.contains(&table.index)) {
            if !table.is_own {
                self.add(table);
            } else if !self.own.contains_key(&table.index) {
                return Err(Mistakes::one(not_added(&table.name)).into());
            }
        }
        Ok(())
    }

    /// Adds the step of a table, unless it was added.
    fn add(&mut self, table: &TablePlan) -> Handle<PlannedRows> {
        if let Some(handle) = self.added.get(&table.index) {
            return *handle;
        }
        let ancestors = self.plan.ancestors(table.index);
        let (name, columns) = (table.name.clone(), table.encoded_columns());
        let own = self.plan.own.iter().filter(|own| ancestors.contains(&own.index));
        let own = own
            .map(|own| (own.index, self.own.get(&own.index).cloned()))
            .collect::<Vec<_>>();
        let step = if own.is_empty() {
            let rows = self.plan.planned_rows(table, Ok(OwnRows::default()));
            Table::numbered(name, table.format, columns, rows)
        } else {
            let rows = self.plan.planned_rows(table, Ok(OwnRows::default()));
            Table::numbered_with(name, table.format, columns, move |store| {
                rows.with_own(own_rows(&own, store))
            })
        };
        let handle = self.seeder.add_table(step);
        self.added.insert(table.index, handle);
        handle
    }

    /// Adds values of the rows of a table.
    fn values<T: 'static>(
        &mut self,
        number: u64,
        rows: Handle<PlannedRows>,
        read: impl Fn(&Row<'_>) -> Result<T, String> + Send + Sync + 'static,
    ) -> Handle<Generated<T>> {
        self.seeder.add_generated(number, move |draw| {
            let rows = draw.read(rows);
            let row = rows.row(draw.index()).map_err(str::to_owned);
            match row.and_then(|row| read(&Row(row))) {
                Ok(value) => value,
                Err(error) => fail_draw(error, "leave this column to the plan"),
            }
        })
    }

    fn own_plan(&self, name: Option<&TableName>) -> Result<&'p OwnPlan, Error> {
        let mut own = self.plan.own.iter();
        let found = name.and_then(|name| own.find(|own| is_named(&own.name, name)));
        found.ok_or_else(|| {
            let table = name.map_or_else(|| "a table without a name".to_owned(), ToString::to_string);
            let help = "add it to Options::own before the plan is made";
            mistake(format!("the plan was not told that {table} is your own"), help)
        })
    }
}

/// The user's own rows, as the store has them.
fn own_rows(own: &[(usize, Option<Source>)], store: &Store) -> Result<OwnRows, String> {
    let mut rows = OwnRows::default();
    for (index, source) in own {
        let Some(source) = source else {
            return Err("it refers to rows that are your own, and come after it".to_owned());
        };
        let columns = (source.columns)(store);
        if let Some(wrong) = source.plan.wrong_number(columns.rows()) {
            return Err(wrong);
        }
        if rows.0.len() <= *index {
            rows.0.resize_with(index.saturating_add(1), || None);
        }
        if let Some(place) = rows.0.get_mut(*index) {
            *place = Some(OwnColumns::new(columns, Arc::clone(&source.types)));
        }
    }
    Ok(rows)
}

/// Returns true if a table's name, which has a schema, is this one, which may have none.
fn is_named(table: &TableName, name: &TableName) -> bool {
    table.table() == name.table() && (name.schema().is_none() || table.schema() == name.schema())
}

fn not_added(table: &TableName) -> Mistake {
    Mistake::new(
        format!("{table} is your own, and was not added"),
        "add it with Around::own before the tables that refer to it",
    )
}

fn mistake(message: impl Into<String>, help: impl Into<String>) -> Error {
    Mistakes::one(Mistake::new(message, help)).into()
}

impl std::fmt::Debug for Around<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Around")
            .field("added", &self.added)
            .field("own", &self.own.keys())
            .finish_non_exhaustive()
    }
}
