//! Facts that a plan rests on besides the types of the columns, changed by another session between the plan and the COPY.

use blink::{Error, OnConflict, Report, Seeder, Table};

use super::changed::AGAIN;
use crate::non_atomic::deadpool;
use crate::support::{Db, Session, elsewhere};

const SCHEMA: &str = "
    CREATE TABLE other (id int4 PRIMARY KEY);
    INSERT INTO other SELECT n FROM generate_series(1, 100) n;
    CREATE DOMAIN positive AS int4;
    CREATE DOMAIN small AS positive;
    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.note := 'stamped'; RETURN NEW; END $$;
    CREATE TABLE things (id int8 NOT NULL, n int4 REFERENCES other, note text, size small, counted int4 DEFAULT 1);
    CREATE UNIQUE INDEX things_id ON things (id);
    CREATE TRIGGER stamp BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION stamp();
    CREATE FUNCTION quiet() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TABLE numbered (id serial, n int4);
    CREATE TABLE parted (id int8, n int4) PARTITION BY RANGE (id);
    CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (1000);";

/// The transactions of a run: its own, the caller's, and one for each batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Own,
    Joined(&'static str),
    NonAtomic,
}

const MODES: [Mode; 3] = [Mode::Own, Mode::Joined("BEGIN"), Mode::NonAtomic];

/// A snapshot that is older than the change.
const OLD: Mode = Mode::Joined("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");

fn rows(table: &str) -> Table<[String; 2]> {
    let rows = (1..=20).map(|n| [n.to_string(), n.to_string()]);
    Table::records(table, ["id", "n"], rows.collect::<Vec<_>>()).batch_size(7)
}

/// Fills the table in this mode, while another session runs the SQL once the plan is made.
async fn fill<K: 'static>(
    db: &mut Db,
    table: Table<[String; 2], K>,
    sql: &'static str,
    mode: Mode,
) -> Result<Report, Error> {
    let mut seeder = Seeder::new();
    let url = db.database.url().to_owned();
    seeder.add_context(move |_| elsewhere(&url, sql));
    seeder.add_table(table);
    match mode {
        Mode::Own => seeder.insert(&mut db.client).await,
        Mode::Joined(begin) => {
            db.client.batch_execute(begin).await.unwrap();
            let filled = seeder.insert(&mut db.client).await;
            db.client.batch_execute("COMMIT").await.unwrap();
            filled
        }
        Mode::NonAtomic => {
            let pool = deadpool(db.database.url(), 2);
            let seeder = seeder.non_atomic().concurrency(2);
            seeder.insert(|| pool.get()).await
        }
    }
}

/// The change is noticed in every mode, in these words, with this column.
async fn noticed(table: &str, sql: &'static str, column: Option<&str>, what: &str) {
    let mut db = Db::new("").await;
    for mode in MODES {
        db.again(SCHEMA).await;
        let error = fill(&mut db, rows(table), sql, mode).await.unwrap_err();
        db.works().await;
        let at = column.map(|column| format!(", column {column}")).unwrap_or_default();
        let said = format!("{error:#}");
        assert_eq!(
            (error.table(), error.column(), error.sqlstate(), error.row()),
            (Some(table), column, None, None),
            "{mode:?}: {said}"
        );
        let said = said.strip_suffix("; no rows were committed").unwrap_or(&said);
        assert_eq!(said, format!("table {table}{at}: {AGAIN}: {what}"), "{mode:?}");
        assert_eq!(db.count(table).await, 0, "{mode:?}");
    }
}

/// The run does not stop, whatever the mode.
async fn passes(table: &str, sql: &'static str) {
    let mut db = Db::new("").await;
    for mode in MODES.into_iter().chain([OLD]) {
        db.again(SCHEMA).await;
        let filled = fill(&mut db, rows(table), sql, mode).await;
        assert_eq!(filled.unwrap().rows(), 20, "{mode:?}: {sql}");
        assert_eq!(db.count(table).await, 20, "{mode:?}: {sql}");
    }
}

/// A test of a change: its SQL, and what the error says.
macro_rules! changes {
    ($($test:ident: $table:literal, $sql:expr, $column:expr => $what:expr;)*) => {
        $(#[tokio::test]
        async fn $test() {
            if blink_testdb::needs_several_connections(concat!(module_path!(), "::", stringify!($test))) {
                noticed($table, $sql, $column, $what).await;
            }
        })*
    };
}

changes! {
    a_column_of_the_rows_is_not_null: "things", "ALTER TABLE things ALTER n SET NOT NULL", Some("n")
        => "the column n is new, or was changed, and is now integer NOT NULL";
    a_required_column_is_new: "things", "ALTER TABLE things ADD more int4 NOT NULL", Some("more")
        => "the column more is new, or was changed, and is now integer NOT NULL";
    a_column_with_a_default_is_new: "things", "ALTER TABLE things ADD more int4 DEFAULT 7", Some("more")
        => "the column more is new, or was changed, and is now integer DEFAULT 7";
    a_column_of_a_domain_is_new: "things", "CREATE DOMAIN few AS int4 NOT NULL; ALTER TABLE things ADD more few", Some("more")
        => "the column more is new, or was changed, and is now few";
    a_default_is_new: "things", "ALTER TABLE things ALTER note SET DEFAULT 'x'", Some("note")
        => "the column note is new, or was changed, and is now text DEFAULT 'x'::text";
    a_default_is_another_one: "things", "ALTER TABLE things ALTER counted SET DEFAULT 2", Some("counted")
        => "the column counted is new, or was changed, and is now integer DEFAULT 2";
    a_default_is_gone: "things", "ALTER TABLE things ALTER counted DROP DEFAULT", Some("counted")
        => "the column counted is new, or was changed, and is now integer";
    a_column_is_an_identity: "things", "ALTER TABLE things ALTER id ADD GENERATED BY DEFAULT AS IDENTITY", Some("id")
        => "the column id is new, or was changed, and is now bigint NOT NULL GENERATED AS IDENTITY; \
            the sequence things_id_seq is new, or was changed";
    a_sequence_counts_otherwise: "numbered", "ALTER SEQUENCE numbered_id_seq INCREMENT 5", None
        => "the sequence numbered_id_seq is new, or was changed";
    an_index_is_new: "things", "CREATE INDEX things_n ON things (n)", None
        => "the index things_n is new, or was changed";
    an_index_is_another_one: "things", "DROP INDEX things_id; CREATE INDEX things_id ON things (id)", None
        => "the index things_id is new, or was changed";
    a_key_is_new: "things", "ALTER TABLE things ADD CONSTRAINT key UNIQUE (n) DEFERRABLE", None
        => "the index key is new, or was changed";
    the_first_index_is_new: "parted", "CREATE INDEX parted_n ON ONLY parted (n)", None
        => "the index parted_n is new, or was changed";
    a_check_is_new: "things", "ALTER TABLE things ADD CONSTRAINT few CHECK (n < 1000)", None
        => "the check few is new, or was changed";
    a_foreign_key_is_new: "things",
        "ALTER TABLE things ADD CONSTRAINT counted_key FOREIGN KEY (counted) REFERENCES other DEFERRABLE", None
        => "the foreign key counted_key is new, or was changed";
    a_trigger_is_new: "parted",
        "CREATE TRIGGER later AFTER INSERT ON parted FOR EACH STATEMENT EXECUTE FUNCTION quiet()", None
        => "the trigger later is new, or was changed";
    a_trigger_of_a_partition_is_new: "parted",
        "CREATE TRIGGER later BEFORE INSERT ON parted_1 FOR EACH ROW EXECUTE FUNCTION quiet()", None
        => "the trigger later of the partition parted_1 is new, or was changed";
    a_trigger_is_disabled: "things", "ALTER TABLE things DISABLE TRIGGER stamp", None
        => "the trigger stamp is new, or was changed";
    the_function_of_a_trigger_is_another_one: "things",
        "CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$", None
        => "the trigger stamp is new, or was changed";
    a_rule_is_new: "things", "CREATE RULE nothing AS ON INSERT TO things DO INSTEAD NOTHING", None
        => "the rule nothing is new, or was changed";
    a_check_of_a_domain_is_new: "things", "ALTER DOMAIN positive ADD CONSTRAINT above CHECK (VALUE IS NOT NULL)", None
        => "the domain positive is new, or was changed";
    a_domain_is_not_null: "things", "ALTER DOMAIN small SET NOT NULL", None
        => "the domain small is new, or was changed";
    a_partition_is_new: "parted", "CREATE TABLE parted_2 PARTITION OF parted FOR VALUES FROM (1000) TO (2000)", None
        => "the partition parted_2 is new, or was changed";
    a_table_has_children: "things", "CREATE TABLE heir () INHERITS (things)", None
        => "the inheriting table heir is new, or was changed";
    a_table_has_a_parent: "things", "CREATE TABLE parent (n int4); ALTER TABLE things INHERIT parent", None
        => "the parent table parent is new, or was changed";
    a_table_is_made_anew: "things", "ALTER TABLE things RENAME TO was; CREATE TABLE things (id int8, n int4)", None
        => "it was dropped, and there is another table of its name";
    several_things_change: "things", "ALTER TABLE things ALTER n SET NOT NULL, ALTER note SET DEFAULT 'x'", Some("n")
        => "the column n is new, or was changed, and is now integer NOT NULL; \
            the column note is new, or was changed, and is now text DEFAULT 'x'::text";
    many_things_change: "things", "CREATE INDEX a ON things (n); CREATE INDEX b ON things (n); CREATE INDEX c ON things (n);
        CREATE INDEX d ON things (n); CREATE INDEX e ON things (n); CREATE INDEX f ON things (n)", None
        => "the index a is new, or was changed; the index b is new, or was changed; the index c is new, or was changed; \
            the index d is new, or was changed; the index e is new, or was changed; and 1 more";
}

/// The server would not check the rows.
#[tokio::test]
async fn the_triggers_of_a_foreign_key_are_disabled() {
    if !blink_testdb::needs_several_connections("the_triggers_of_a_foreign_key_are_disabled") {
        return;
    }
    for mode in MODES {
        let mut db = Db::new(SCHEMA).await;
        let sql = "ALTER TABLE things DISABLE TRIGGER ALL";
        let error = fill(&mut db, rows("things"), sql, mode).await.unwrap_err();
        assert!(
            format!("{error:#}").contains("the trigger RI_ConstraintTrigger_c_"),
            "{error:#}"
        );
        assert_eq!(db.count("things").await, 0);
    }
}

#[tokio::test]
async fn row_level_security_or_a_policy_is_new() {
    if !blink_testdb::needs_several_connections("row_level_security_or_a_policy_is_new") {
        return;
    }
    let grants = "GRANT INSERT, SELECT, UPDATE ON things TO $role; GRANT SELECT, REFERENCES ON other TO $role";
    let enable = "ALTER TABLE things ENABLE ROW LEVEL SECURITY";
    let policy = "CREATE POLICY own ON things WITH CHECK (n < 10)";
    for mode in &MODES[..2] {
        for (before, sql, what) in [
            (
                "",
                enable,
                "the row-level security of the table things is new, or was changed",
            ),
            (enable, policy, "the policy own is new, or was changed"),
        ] {
            let mut db = Db::new(&format!("{SCHEMA}; {before}")).await;
            let role = format!("\"{}_changed\"", db.one("SELECT current_database()").await);
            let sql_of_role = format!(
                "CREATE ROLE {role}; {}; SET ROLE {role}",
                grants.replace("$role", &role)
            );
            db.client.batch_execute(&sql_of_role).await.unwrap();
            let table = rows("things").on_conflict(OnConflict::DoNothing);
            let error = fill(&mut db, table, sql, *mode).await.unwrap_err();
            let drop_role = format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}");
            db.client.batch_execute(&drop_role).await.unwrap();
            assert_eq!(
                format!("{error:#}"),
                format!("table things: {AGAIN}: {what}"),
                "{mode:?}"
            );
            assert_eq!(db.count("things").await, 0);
        }
    }
}

#[tokio::test]
async fn what_makes_no_difference_stops_no_run() {
    if !blink_testdb::needs_several_connections("what_makes_no_difference_stops_no_run") {
        return;
    }
    for sql in [
        "COMMENT ON TABLE things IS 'x'; COMMENT ON COLUMN things.n IS 'x'; COMMENT ON INDEX things_id IS 'x'",
        "ANALYZE things; ALTER TABLE things ALTER n SET STATISTICS 7; CREATE STATISTICS s ON id, n FROM things",
        "ALTER TABLE things SET (fillfactor = 50), SET (autovacuum_enabled = false)",
        "ALTER TABLE things ADD more int4",
        "CREATE TRIGGER later BEFORE DELETE ON things FOR EACH ROW EXECUTE FUNCTION quiet()",
        "CREATE POLICY own ON things WITH CHECK (false)",
        "CREATE TABLE more (id int8 REFERENCES other, n int8 REFERENCES things (id)); CREATE INDEX more_id ON more (id)",
        "VACUUM things",
        "TRUNCATE things; GRANT SELECT ON things TO public; GRANT UPDATE (n) ON things TO public",
        "ALTER TABLE things ALTER id DROP NOT NULL, DROP counted, DROP CONSTRAINT things_n_fkey; DROP INDEX things_id",
        "DROP TRIGGER stamp ON things",
        "ALTER TABLE things ALTER note SET STORAGE EXTERNAL",
    ] {
        passes("things", sql).await;
    }
}

/// A catalog query sees nothing new there, so that only the server's own checks of each row are left; the plan was made
/// under the same snapshot.
#[tokio::test]
async fn an_old_snapshot_hides_a_trigger_but_not_another_table() {
    if !blink_testdb::needs_several_connections("an_old_snapshot_hides_a_trigger_but_not_another_table") {
        return;
    }
    let mut db = Db::new(SCHEMA).await;
    let trigger = "CREATE TRIGGER also BEFORE INSERT ON things FOR EACH STATEMENT EXECUTE FUNCTION quiet()";
    assert_eq!(fill(&mut db, rows("things"), trigger, OLD).await.unwrap().rows(), 20);
    let mut db = Db::new(SCHEMA).await;
    let anew = "DROP TABLE things; CREATE TABLE things (id int8, n int4)";
    let error = fill(&mut db, rows("things"), anew, OLD).await.unwrap_err();
    let said = format!("table things: {AGAIN}: it was dropped, and there is another table of its name");
    assert_eq!(format!("{error:#}"), said);
    assert_eq!(db.count("things").await, 0);
}

/// An index that the run itself drops and rebuilds is no change, while others commit all the time.
#[tokio::test]
async fn a_rebuilt_table_gets_more_rows_after_others_have_committed() {
    if !blink_testdb::needs_several_connections("a_rebuilt_table_gets_more_rows") {
        return;
    }
    for mode in MODES {
        let mut db = Db::new(SCHEMA).await;
        let table = rows("things").indexes(blink::Indexes::Rebuild);
        let report = fill(&mut db, table, "INSERT INTO other VALUES (101)", mode)
            .await
            .unwrap();
        assert_eq!(report.rows(), 20, "{mode:?}");
        assert_eq!(
            db.one("SELECT count(*) FROM pg_index WHERE indrelid = 'things'::regclass")
                .await,
            "1"
        );
    }
}

/// Rebuilt before code that may use it, the index is another one when the table gets more rows, and still the run's own.
#[tokio::test]
async fn a_run_that_is_not_atomic_knows_its_own_indexes() {
    if !blink_testdb::needs_several_connections("a_run_that_is_not_atomic_knows_its_own_indexes") {
        return;
    }
    let code = "CREATE FUNCTION reads() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM FROM things WHERE id = NEW.id; RETURN NEW; END $$;
        CREATE TRIGGER reads BEFORE INSERT ON numbered FOR EACH ROW EXECUTE FUNCTION reads()";
    let db = Db::new(&format!("{SCHEMA}; {code}")).await;
    let oid = "SELECT 'things_id'::regclass::oid";
    let before = db.one(oid).await;
    let mut seeder = Seeder::new();
    seeder.add_table(rows("things").indexes(blink::Indexes::Rebuild));
    seeder.add_table(rows("numbered"));
    let more = (21..=40).map(|n| [n.to_string(), n.to_string()]).collect::<Vec<_>>();
    seeder.add_table(Table::records("things", ["id", "n"], more).append());
    let pool = deadpool(db.database.url(), 2);
    let report = seeder
        .non_atomic()
        .concurrency(2)
        .insert(|| pool.get())
        .await
        .unwrap_or_else(|error| panic!("{error:#}"));
    assert_eq!(report.rows(), 60);
    assert_ne!(db.one(oid).await, before);
    assert_eq!(db.count("things").await, 40);
}

/// The user's own function may change a table that is filled later, and even the `search_path`.
#[tokio::test]
async fn a_function_of_ones_own_changes_a_later_table() {
    if !blink_testdb::needs_several_connections("a_function_of_ones_own_changes_a_later_table") {
        return;
    }
    for sql in [
        "ALTER TABLE things DISABLE TRIGGER stamp",
        "CREATE INDEX things_n ON things (n); ALTER TABLE things ALTER counted SET DEFAULT 2",
        "DO $$ BEGIN ALTER TABLE things ALTER n SET NOT NULL; EXCEPTION WHEN division_by_zero THEN NULL; END $$",
        "SAVEPOINT s; CREATE INDEX things_n ON things (n); RELEASE s; SAVEPOINT s; SELECT txid_current(); ROLLBACK TO s",
        "SET LOCAL search_path = pg_catalog",
    ] {
        let mut db = Db::new(SCHEMA).await;
        let url = db.database.url().to_owned();
        let mut seeder = Seeder::new();
        seeder.add_table(
            Table::records("parted", ["id", "n"], [["1", "1"]]).insert_with(move |mut insertion| {
                Box::pin(async move {
                    insertion.execute(sql).await?;
                    Ok(0)
                })
            }),
        );
        seeder.add_context(move |_| elsewhere(&url, "INSERT INTO other VALUES (101)"));
        seeder.add_table(rows("things"));
        let report = seeder
            .insert(&mut db.client)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error:#}"));
        assert_eq!(report.rows(), 20, "{sql}");
    }
}

/// Fills `things`, while a session that is in a transaction commits it once the plan is made.
async fn fill_while_committed(db: &mut Db, other: Session) -> Result<Report, Error> {
    let mut seeder = Seeder::new();
    seeder.add_context(move |_| other.ask("COMMIT"));
    seeder.add_table(rows("things"));
    seeder.insert(&mut db.client).await
}

/// A snapshot does not list savepoints, so that the trigger seems to be as old as the table.
#[tokio::test]
async fn a_trigger_comes_from_a_savepoint_of_a_transaction_that_was_under_way() {
    if !blink_testdb::needs_several_connections("a_trigger_comes_from_a_savepoint") {
        return;
    }
    let mut db = Db::new(SCHEMA).await;
    // What a transaction of another test that is older than the table may have written in a savepoint would be in doubt, too.
    let is_oldest = "SELECT max(c.xmin::text::int8) < txid_snapshot_xmin(txid_current_snapshot()) FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace";
    while db.one(is_oldest).await != "t" {
        tokio::task::yield_now().await;
    }
    let other = Session::open(db.database.url());
    other.ask("BEGIN; SELECT txid_current(); SAVEPOINT s");
    other.ask("CREATE TRIGGER also BEFORE INSERT ON things FOR EACH STATEMENT EXECUTE FUNCTION quiet(); RELEASE s");
    // So that the savepoint's number is below that of the newest transaction that has ended.
    db.client.batch_execute("INSERT INTO other VALUES (101)").await.unwrap();
    let error = fill_while_committed(&mut db, other).await.unwrap_err();
    let said = format!("table things: {AGAIN}: the trigger also is new, or was changed");
    assert_eq!(format!("{error:#}"), said);
    assert_eq!(db.count("things").await, 0);
}

/// The table is newer than the transaction that ends, but not newer than the plan.
#[tokio::test]
async fn a_long_transaction_of_another_session_makes_no_table_new() {
    if !blink_testdb::needs_several_connections("a_long_transaction_of_another_session") {
        return;
    }
    let mut db = Db::new("CREATE TABLE rows_of_another (n int4)").await;
    let other = Session::open(db.database.url());
    other.ask("BEGIN; INSERT INTO rows_of_another VALUES (1)");
    db.client.batch_execute(SCHEMA).await.unwrap();
    assert_eq!(fill_while_committed(&mut db, other).await.unwrap().rows(), 20);
}
