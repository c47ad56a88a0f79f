//! Values that are sent, and compared on the server with what the server itself reads from a text.

use std::fmt::Debug;

use blink::{Error, Field, Seeder, Table, ToRow};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::support::Db;

/// The format that a typed row travels in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    Binary,
    /// Because another column, an interval, can only be sent as text.
    Text,
}

pub const ROUTES: [Route; 2] = [Route::Binary, Route::Text];

#[derive(Clone, Debug, ToRow)]
#[blink(table = "t")]
pub struct Row<T: Field> {
    id: i32,
    got: T,
    want: Option<String>,
    other: &'static str,
}

/// Values and their texts.
pub trait Cases<T>: Strategy<Value = (T, String)> {}

impl<T, S: Strategy<Value = (T, String)>> Cases<T> for S {}

pub struct Arrivals {
    pub db: Db,
    route: Route,
}

impl Arrivals {
    pub async fn new(route: Route) -> Self {
        let db = Db::new("").await;
        Self { db, route }
    }

    /// Returns true if the extension is available; prints a note if not.
    pub async fn extension(&self, name: &str) -> bool {
        let created = self.db.client.batch_execute(&format!("CREATE EXTENSION {name}")).await;
        if let Err(error) = &created {
            let line = format!("LEFT OUT: {name}: the server has no such extension: {error:?}\n");
            // Not `eprintln!`, which the harness hides when a test passes.
            let _ = std::io::Write::write_all(&mut std::io::stderr(), line.as_bytes());
        }
        created.is_ok()
    }

    /// Sends some hundred values, NULLs among them, in one COPY, and compares.
    pub async fn check<T>(&mut self, ty: &str, cases: impl Cases<T>)
    where
        T: Field + Debug + Send + Sync + 'static,
    {
        let mut runner = TestRunner::default();
        let cases = proptest::option::weighted(0.97, cases);
        let rows = (0..500).map(|id| {
            let case = cases.new_tree(&mut runner).expect("a value").current();
            let (got, want) = case.unzip();
            Row {
                id,
                got,
                want,
                other: "1 day",
            }
        });
        let rows = rows.collect::<Vec<_>>();
        self.compare(ty, rows).await;
    }

    /// Sends these values and compares.
    pub async fn check_each<T>(&mut self, ty: &str, cases: impl IntoIterator<Item = (T, &str)>)
    where
        T: Field + Debug + Send + Sync + 'static,
    {
        let row = |(id, (got, want)): (i32, (T, &str))| Row {
            id,
            got: Some(got),
            want: Some(want.to_owned()),
            other: "1 day",
        };
        let rows = (0..).zip(cases).map(row).collect();
        self.compare(ty, rows).await;
    }

    async fn compare<T: Field + Debug + Send + Sync + 'static>(&mut self, ty: &str, rows: Vec<Row<Option<T>>>) {
        let count = rows.len();
        let shown = rows.iter().map(|row| format!("{:?}", row.got)).collect::<Vec<_>>();
        let wants = rows.iter().map(|row| row.want.clone()).collect::<Vec<_>>();
        self.send(ty, rows).await.unwrap_or_else(|error| {
            match error.row().and_then(|row| usize::try_from(row - 1).ok()) {
                Some(row) => panic!("{ty}: {error:#}: {} for {:?}", shown[row], wants[row]),
                None => panic!("{ty}: {error:#}"),
            }
        });
        assert_eq!(self.db.count("t").await, count as u64);
        let differ = self
            .db
            .rows(&format!(
                "SELECT id, got, want::{ty} FROM t WHERE got::text IS DISTINCT FROM want::{ty}::text ORDER BY id LIMIT 5"
            ))
            .await;
        let sent = |line: &String| {
            let id = line.split('|').next()?.parse::<usize>().ok()?;
            Some(format!("sent {}, arrived and wanted {line}", shown[id]))
        };
        let differ = differ.iter().filter_map(sent).collect::<Vec<_>>();
        assert!(differ.is_empty(), "{ty}, {:?}: {differ:#?}", self.route);
    }

    /// Sends this value as the second of three, and returns why it was refused, having looked that all is as it was.
    pub async fn refused<T: Field + Debug + Send + Sync + 'static>(&mut self, ty: &str, value: T) -> Error {
        let shown = format!("{value:?} into {ty}, {:?}", self.route);
        let rows = [None, Some(value), None].into_iter().map(|got| Row {
            id: 0,
            got,
            want: None,
            other: "1 day",
        });
        let Err(error) = self.send(ty, rows.collect()).await else {
            panic!("{shown}: stored as {:?}", self.db.rows("SELECT got FROM t").await);
        };
        let place = (error.table(), error.row(), error.column());
        assert_eq!(place, (Some("t"), Some(2), Some("got")), "{shown}: {error:#}");
        assert_eq!(self.db.count("t").await, 0, "{shown}");
        self.db.works().await;
        error
    }

    /// The plan for a column of this type that a field of this type is sent to.
    pub async fn plan<T: Field + Send + Sync + 'static>(&mut self, ty: &str) -> Result<String, Error> {
        self.create(ty).await;
        let mut seeder = Seeder::new();
        seeder.add_table(Table::from_rows(Vec::<Row<T>>::new()));
        let plan = seeder.plan(&mut self.db.client).await?;
        Ok(plan.tables()[0].to_string())
    }

    async fn create(&self, ty: &str) {
        let other = match self.route {
            Route::Binary => "text",
            Route::Text => "interval",
        };
        let sql = format!("DROP TABLE IF EXISTS t; CREATE TABLE t (id int4, got {ty}, want text, other {other})");
        self.db.client.batch_execute(&sql).await.expect(&sql);
    }

    async fn send<T>(&mut self, ty: &str, rows: Vec<Row<Option<T>>>) -> Result<(), Error>
    where
        T: Field + Send + Sync + 'static,
    {
        self.create(ty).await;
        let mut seeder = Seeder::new();
        seeder.add_table(Table::from_rows(rows));
        let format = match self.route {
            Route::Binary => "FORMAT binary",
            Route::Text => "FORMAT text",
        };
        let plan = seeder.plan(&mut self.db.client).await?;
        let sql = plan.tables()[0].copy_sql().expect("a COPY");
        assert!(sql.contains(format), "{ty}: {sql}");
        // What a session may have set that input depends on; looked at is what arrived without.
        let settings = "SET DateStyle = 'German'; SET IntervalStyle = 'sql_standard'; SET array_nulls = off;
            SET TimeZone = 'Asia/Kathmandu'";
        self.db.client.batch_execute(settings).await.expect(settings);
        let inserted = seeder.insert(&mut self.db.client).await;
        self.db
            .client
            .batch_execute("RESET ALL")
            .await
            .expect("the settings are reset");
        inserted.map(drop)
    }
}

/// A value as its `Display` writes it.
pub fn displayed<T: ToString>(value: T) -> (T, String) {
    let text = value.to_string();
    (value, text)
}

/// Texts with all that some format gives a meaning to.
pub fn text() -> impl Strategy<Value = String> + Clone {
    let special = prop_oneof![
        Just("\\"),
        Just("\""),
        Just("'"),
        Just("\t"),
        Just("\n"),
        Just("\r"),
        Just("\\N"),
        Just("\\."),
        Just("\n\\.\n"),
        Just("NULL"),
        Just("{"),
        Just("}"),
        Just("("),
        Just(")"),
        Just("["),
        Just("]"),
        Just(","),
        Just(";"),
        Just("|"),
        Just("=>"),
        Just(" "),
        Just("🦀"),
        Just("e\u{301}"),
    ]
    .prop_map(str::to_owned);
    let any = any::<char>().prop_filter_map("PostgreSQL's texts have no NUL", |char| {
        (char != '\0').then(|| char.to_string())
    });
    let part = prop_oneof![special, any, "[a-zA-Z0-9]{1,5}"];
    proptest::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

/// A text inside the double quotes of an array, a composite, a range or an hstore.
pub fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
