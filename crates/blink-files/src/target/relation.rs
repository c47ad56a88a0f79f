//! Relations that store rows in another way than a plain table.

use blink::__private::statement;
use blink::{BoxError, Connection, TableName, TextRow};

use super::cells::Cells;
use crate::mistake::Mistake;

const VIEW: &str = include_str!("view.sql");
const FOREIGN: &str = include_str!("foreign.sql");

/// The kind of a relation, which decides how rows are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Relation {
    /// A table.
    Table,
    /// A table that stores each row in one of its partitions.
    Partitioned {
        /// The foreign tables among the partitions, by their servers.
        foreign: Vec<ForeignTables>,
    },
    /// A view.
    View {
        /// The triggers INSTEAD OF INSERT, without which COPY cannot fill it.
        triggers: Vec<String>,
        /// The relations that it shows, as SQL names them.
        behind: Vec<String>,
    },
    /// A foreign table.
    Foreign(ForeignTables),
}

/// Foreign tables that are at the same server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForeignTables {
    /// The name of the server.
    pub server: String,
    /// The name of the foreign-data wrapper.
    pub wrapper: String,
    /// False if the wrapper takes no rows for one of them.
    pub takes_rows: bool,
    /// The rows that COPY sends to the server at once: 1 unless the wrapper is `postgres_fdw`, the server is of PostgreSQL
    /// 16 or later, and its option `batch_size` is set.
    pub batch_size: u64,
    /// True if a larger batch size could be set.
    pub can_batch: bool,
}

impl Relation {
    /// Reads what is behind a relation of this kind, `relkind` in `pg_class`.
    pub(super) async fn read<C: Connection>(conn: &mut C, kind: &str, name: &str) -> Result<Self, BoxError> {
        Ok(match kind {
            "v" => {
                let (mut triggers, mut behind) = (Vec::new(), Vec::new());
                for row in conn.query(&statement(VIEW).replace("$name", name)).await? {
                    let mut cells = Cells::new(&row);
                    let list = if cells.is_true()? { &mut triggers } else { &mut behind };
                    list.push(cells.text()?);
                }
                Self::View { triggers, behind }
            }
            "p" | "f" => {
                let rows = conn.query(&statement(FOREIGN).replace("$name", name)).await?;
                let mut foreign = rows.iter().map(ForeignTables::new).collect::<Result<Vec<_>, _>>()?;
                match foreign.pop() {
                    Some(only) if kind == "f" => Self::Foreign(only),
                    last => {
                        foreign.extend(last);
                        Self::Partitioned { foreign }
                    }
                }
            }
            _ => Self::Table,
        })
    }

    /// The reason why COPY cannot fill the relation of this name at all.
    pub(crate) fn mistake(&self, name: &TableName) -> Option<Mistake> {
        match self {
            Self::View { triggers, behind } if triggers.is_empty() => {
                let advice = match behind.as_slice() {
                    [] => "say the table by --into, or give the view such a trigger".to_owned(),
                    [only] => format!("say --into {only}, the table behind it, or give the view such a trigger"),
                    all => format!(
                        "say one of the tables behind it by --into ({}), or give the view such a trigger",
                        all.join(", ")
                    ),
                };
                let what = format!("{name} is a view, and COPY fills only one that has a trigger INSTEAD OF INSERT");
                Some(Mistake::new(what, advice))
            }
            Self::Foreign(ForeignTables {
                takes_rows: false,
                server,
                wrapper,
                ..
            }) => Some(Mistake::new(
                format!(
                    "{name} is a foreign table of the server {server}, into which the wrapper {wrapper} inserts no rows"
                ),
                "say another table by --into, or connect to the server that has the rows",
            )),
            _ => None,
        }
    }

    /// The way in which rows are stored and what it costs; None for a table.
    pub(crate) fn cost(&self) -> Option<String> {
        match self {
            Self::Table => None,
            Self::View { triggers, .. } => Some(format!(
                "INSTEAD OF INSERT triggers of the view ({}): a function runs for each row and stores what it likes",
                triggers.join(", ")
            )),
            Self::Foreign(foreign) => Some(format!("the server {}: {}", foreign.server, foreign.cost())),
            Self::Partitioned { foreign } => {
                let of_servers = foreign.iter().map(|foreign| {
                    let cost = foreign.cost();
                    format!("; in partitions at the server {} {cost}", foreign.server)
                });
                let text = "partitions; the server looks for that of each row".to_owned();
                Some(text + &of_servers.collect::<String>())
            }
        }
    }
}

impl ForeignTables {
    fn new(row: &TextRow) -> Result<Self, BoxError> {
        let mut cells = Cells::new(row);
        let (server, wrapper) = (cells.text()?, cells.text()?);
        let (takes_rows, can_batch) = (cells.is_true()?, cells.is_true()?);
        let batch_size = cells.text()?.parse()?;
        Ok(Self {
            server,
            wrapper,
            takes_rows,
            batch_size: if can_batch { batch_size } else { 1 },
            can_batch,
        })
    }

    fn cost(&self) -> String {
        match (self.takes_rows, self.batch_size, self.can_batch) {
            (false, ..) => format!("no row can be stored, since the wrapper {} inserts none", self.wrapper),
            (true, 1, false) => "each row is a statement of its own, sent and awaited".to_owned(),
            (true, 1, true) => "each row is a statement of its own, sent and awaited; batch_size, an option of the \
                                foreign server, makes it fewer"
                .to_owned(),
            (true, rows, _) => format!("up to {rows} rows are a statement, sent and awaited (batch_size)"),
        }
    }
}
