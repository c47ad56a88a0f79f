//! All keys that kept an index or a foreign key from being rebuilt.

mod orphans;

use blink::{Error, Indexes, Seeder, Table};

use super::{filled, seed};
use crate::support::{Db, catalog, since};

type Rows = Vec<Vec<Option<String>>>;

/// Rows of texts; `∅` is NULL.
fn rows(rows: &[&str]) -> Rows {
    let value = |value: &str| (value != "∅").then(|| value.to_owned());
    rows.iter().map(|row| row.split('|').map(value).collect()).collect()
}

/// A step that adds rows to a table.
fn step(table: &'static str, columns: &'static str, values: &[&str]) -> Table<Vec<Option<String>>> {
    Table::records(table, columns.split(' '), rows(values)).append()
}

/// A run that rebuilds the indexes and keys of all its tables.
fn rebuilding(steps: impl IntoIterator<Item = Table<Vec<Option<String>>>>) -> Seeder {
    let mut seeder = Seeder::new();
    seeder.indexes(Indexes::Rebuild);
    for step in steps {
        seeder.add_table(step);
    }
    seeder
}

/// The error of such a run, after which all is as before.
async fn refused(db: &mut Db, seeder: Seeder) -> Error {
    let before = catalog(&db.client).await;
    let error = seeder.insert(&mut db.client).await.unwrap_err();
    db.works().await;
    assert_eq!(catalog(&db.client).await, before, "{error:#}");
    error
}

/// Each key with the number of its rows, and with the step and row of each that is known.
fn told(error: &Error) -> Vec<String> {
    let Some(violations) = error.violations() else {
        return Vec::new();
    };
    let key = |key: &blink::ViolatingKey| {
        let rows = key.rows().iter().map(|row| format!(" {}/{}", row.step(), row.row()));
        format!("{key}: {}{}", key.row_count(), rows.collect::<String>())
    };
    violations.keys().iter().map(key).collect()
}

#[tokio::test]
async fn all_duplicates_of_a_key_are_told_with_their_rows() {
    let mut db = Db::new("CREATE TABLE t (id int PRIMARY KEY, name text)").await;
    let bad = step("t", "id name", &["1|a", "7|b", "2|c", "7|d", "1|e", "3|f", "7|g"]);
    let error = refused(&mut db, rebuilding([bad])).await;
    assert_eq!(told(&error), ["id = 1: 2 1/1 1/5", "id = 7: 3 1/2 1/4 1/7"]);
    let violations = error.violations().unwrap();
    assert_eq!(
        (violations.name(), violations.object(), violations.referenced_table()),
        ("t_pkey", "primary key", None)
    );
    assert_eq!((violations.key_count(), violations.row_count()), (2, 5));
    let shown = error.to_string();
    assert!(
        shown.ends_with("; 2 keys occur more than once:\n  id = 1 (row 1, row 5)\n  id = 7 (row 2, row 4, row 7)"),
        "{shown}"
    );
    assert_eq!(db.count("t").await, 0);
}

#[tokio::test]
async fn no_more_keys_and_rows_are_told_than_are_wanted() {
    let mut db = Db::new("CREATE TABLE t (id int PRIMARY KEY)").await;
    let run = |max: Option<usize>| {
        let mut seeder = seed(Indexes::Auto, [filled("t", "id", "#", 15_000)]);
        seeder.add_table(filled("t", "id", "#", 30).append());
        let ones = (0..1_000).map(|_| vec!["1".to_owned()]);
        seeder.add_table(Table::records("t", ["id"], ones).append());
        if let Some(max) = max {
            seeder.max_violations(max);
        }
        seeder
    };
    let error = refused(&mut db, run(None)).await;
    let violations = error.violations().unwrap();
    assert_eq!(
        (violations.keys().len(), violations.key_count(), violations.row_count()),
        (20, 30, 1_060)
    );
    assert_eq!(
        told(&error)[..2],
        [
            "id = 1: 1002 1/1 2/1 3/1 3/2 3/3 3/4 3/5 3/6 3/7 3/8",
            "id = 2: 2 1/2 2/2"
        ]
    );
    assert!(error.to_string().ends_with("\n  and 10 more"), "{error}");
    let error = refused(&mut db, run(Some(1))).await;
    assert_eq!((told(&error).len(), error.violations().unwrap().key_count()), (1, 30));
    let error = refused(&mut db, run(Some(0))).await;
    assert_eq!((error.violations(), error.constraint()), (None, Some("t_pkey")));
    assert_eq!(db.count("t").await, 0);
}

#[tokio::test]
async fn a_row_of_several_steps_is_that_of_its_step() {
    let mut db = Db::new("CREATE TABLE t (id int PRIMARY KEY)").await;
    let mut seeder = rebuilding([step("t", "id", &["1", "2", "3"])]);
    let _context = seeder.add_context(|_| 1);
    let second = seeder.add_table(step("t", "id", &["4", "2"]));
    let error = refused(&mut db, seeder).await;
    assert_eq!((error.step(), error.row()), (Some(second.step()), Some(2)), "{error:#}");
    assert_eq!(told(&error), ["id = 2: 2 1/2 3/2"]);
    let shown = error.to_string();
    assert!(shown.starts_with("table t, step 3, row 2: t_pkey, dropped"), "{shown}");
    assert!(shown.ends_with("\n  id = 2 (step 1 row 2, step 3 row 2)"), "{shown}");
    // An error of a COPY, of a value, of the source.
    for (table, row) in [
        (step("t", "id", &["5", "6", "x"]), 3),
        (step("t", "id", &["5", "99999999999"]), 2),
    ] {
        let error = refused(&mut db, rebuilding([step("t", "id", &["1", "2"]), table])).await;
        assert_eq!((error.step(), error.row()), (Some(2), Some(row)), "{error:#}");
    }
    // The same where the index stays.
    let mut keeping = Seeder::new();
    keeping.indexes(Indexes::Keep);
    keeping.add_table(step("t", "id", &["1", "2", "3"]));
    keeping.add_table(step("t", "id", &["4", "2"]));
    let error = refused(&mut db, keeping).await;
    assert_eq!(
        (error.step(), error.row(), error.violations()),
        (Some(2), Some(2), None),
        "{error:#}"
    );
    assert!(
        error
            .to_string()
            .starts_with("table t, step 2, row 2: the server refused"),
        "{error}"
    );
}

#[tokio::test]
async fn an_error_about_another_table_names_no_row_of_the_step_that_met_it() {
    // The trigger's code may use any index, so that those of t are rebuilt before u is filled.
    let mut db = Db::new(
        "CREATE TABLE t (id int PRIMARY KEY); CREATE TABLE u (id int);
         CREATE FUNCTION count_t() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN PERFORM count(*) FROM t; RETURN NULL; END';
         CREATE TRIGGER count_t AFTER INSERT ON u EXECUTE FUNCTION count_t()",
    )
    .await;
    let error = refused(
        &mut db,
        rebuilding([step("t", "id", &["1", "2", "1"]), step("u", "id", &["1"])]),
    )
    .await;
    assert_eq!(
        (error.table(), error.constraint(), error.step(), error.row()),
        (Some("t"), Some("t_pkey"), Some(1), Some(3)),
        "{error:#}"
    );
    assert_eq!(told(&error), ["id = 1: 2 1/1 1/3"]);
}

#[tokio::test]
async fn keys_of_several_columns_nulls_and_predicates_are_compared_as_the_index_does() {
    let mut db = Db::new("CREATE TABLE t (a int, b text, active bool)").await;
    let values = [
        "1|x|t",
        "1|∅|t",
        "1|x|f",
        "1|∅|t",
        "2|y|f",
        "2|y|f",
        "1|x|t",
        "∅|∅|t",
        "∅|∅|t",
    ];
    let run = || rebuilding([step("t", "a b active", &values)]);
    let again = |sql: &str| format!("CREATE TABLE t (a int, b text, active bool); {sql}");
    for (sql, expected) in [
        (
            "ALTER TABLE t ADD UNIQUE (a, b)",
            vec!["a = 1, b = x: 3 1/1 1/3 1/7", "a = 2, b = y: 2 1/5 1/6"],
        ),
        (
            "CREATE UNIQUE INDEX u ON t (a, b) WHERE active",
            vec!["a = 1, b = x: 2 1/1 1/7"],
        ),
        (
            "CREATE UNIQUE INDEX u ON t (a, upper(b)) INCLUDE (active) WHERE NOT active",
            vec!["a = 2, upper(b) = Y: 2 1/5 1/6"],
        ),
    ] {
        db.again(&again(sql)).await;
        assert_eq!(told(&refused(&mut db, run()).await), expected, "{sql}");
    }
    if since("NULLS NOT DISTINCT", "NULLS NOT DISTINCT", 15) {
        db.again(&again("ALTER TABLE t ADD UNIQUE NULLS NOT DISTINCT (a, b)"))
            .await;
        let error = refused(&mut db, run()).await;
        assert_eq!(
            told(&error),
            [
                "a = 1, b = x: 3 1/1 1/3 1/7",
                "a = 1, b = NULL: 2 1/2 1/4",
                "a = 2, b = y: 2 1/5 1/6",
                "a = NULL, b = NULL: 2 1/8 1/9"
            ]
        );
        assert_eq!(error.violations().unwrap().object(), "unique constraint");
    }
}

#[tokio::test]
async fn equal_by_another_collation_is_equal() {
    if !blink_testdb::needs_a_whole_server("equal_by_another_collation_is_equal") {
        return;
    }
    let mut db = Db::new(
        "CREATE COLLATION loose (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
         CREATE TABLE p (name text COLLATE loose PRIMARY KEY); CREATE TABLE q (code text COLLATE \"C\" PRIMARY KEY);
         INSERT INTO p VALUES ('Ann'); INSERT INTO q VALUES ('q');
         CREATE TABLE t (name text COLLATE loose REFERENCES p, alias text, code text REFERENCES q);
         CREATE UNIQUE INDEX u ON t (alias COLLATE loose)",
    )
    .await;
    for (values, expected) in [
        (
            ["ann|Bob|q", "Ann|Eve|q", "ANN|bob|q", "ann|∅|q"],
            "alias = Bob: 2 1/1 1/3",
        ),
        (
            ["ann|Bob|q", "Eve|Eve|q", "eve|∅|q", "ANN|∅|q"],
            "name = Eve: 2 1/2 1/3",
        ),
        (["ann|Bob|q", "ann|∅|Q", "ann|∅|r", "ann|∅|Q"], "code = Q: 2 1/2 1/4"),
    ] {
        let error = refused(&mut db, rebuilding([step("t", "name alias code", &values)])).await;
        assert_eq!(told(&error)[0], expected, "{error:#}");
    }
}

#[tokio::test]
async fn where_one_query_cannot_tell_the_servers_words_stand() {
    let mut db = Db::new("").await;
    for sql in [
        // The function may do anything.
        "CREATE FUNCTION half(int) RETURNS int LANGUAGE sql IMMUTABLE SET search_path = pg_catalog AS 'SELECT $1 / 2';
         CREATE TABLE t (id int, name text); CREATE UNIQUE INDEX u ON t (half(id))",
        // Another equality than that of the type's own index.
        "CREATE TABLE t (id int, name text); CREATE UNIQUE INDEX u ON t (name text_pattern_ops)",
        "CREATE TABLE t (id int, name text, CONSTRAINT u EXCLUDE (id WITH =))",
    ] {
        db.again(sql).await;
        let error = refused(&mut db, rebuilding([step("t", "id name", &["4|x", "4|x"])])).await;
        assert_eq!(error.violations(), None, "{sql}: {error:#}");
        assert!(format!("{error:#}").contains("could not be rebuilt"), "{error:#}");
        assert!(["23505", "23P01"].contains(&error.sqlstate().unwrap()), "{error:#}");
        assert!(error.constraint() == Some("u"), "{error:#}");
    }
    // A snapshot that is older than the statement does not see all that the server compares.
    db.again("CREATE TABLE t (id int PRIMARY KEY)").await;
    let levels = "SET default_transaction_isolation = 'repeatable read'";
    db.client.batch_execute(levels).await.unwrap();
    let error = refused(&mut db, rebuilding([step("t", "id", &["4", "4"])])).await;
    assert_eq!((error.violations(), error.row()), (None, Some(2)), "{error:#}");
}

#[tokio::test]
async fn all_orphans_of_a_foreign_key_are_told_with_their_rows() {
    let mut db = Db::new(
        "CREATE SCHEMA other; CREATE TABLE other.p (a int, \"B b\" text, PRIMARY KEY (a, \"B b\"));
         CREATE TABLE t (id int PRIMARY KEY, a int8, b varchar(9), FOREIGN KEY (a, b) REFERENCES other.p)",
    )
    .await;
    let parents = || Table::records("other.p", ["a", "B b"], rows(&["1|x", "2|y"])).append();
    let children = || step("t", "id a b", &["1|1|x", "2|2|x", "3|∅|x", "4|3|∅", "5|9|z", "6|2|x"]);
    let error = refused(&mut db, rebuilding([parents(), children()])).await;
    assert_eq!(told(&error), ["a = 2, b = x: 2 2/2 2/6", "a = 9, b = z: 1 2/5"]);
    assert_eq!(
        (error.table(), error.step(), error.row()),
        (Some("t"), Some(2), Some(2))
    );
    let violations = error.violations().unwrap();
    assert_eq!(
        (violations.object(), violations.referenced_table().unwrap().to_string()),
        ("foreign key", "other.p".to_owned())
    );
    assert_eq!((violations.key_count(), violations.row_count()), (2, 3));
    assert!(
        error
            .to_string()
            .ends_with("; 2 keys are missing in other.p:\n  a = 2, b = x (row 2, row 6)\n  a = 9, b = z (row 5)"),
        "{error}"
    );
    // MATCH FULL takes no key of which only a part is NULL.
    let full =
        "ALTER TABLE t DROP CONSTRAINT t_a_b_fkey; ALTER TABLE t ADD FOREIGN KEY (a, b) REFERENCES other.p MATCH FULL";
    db.client.batch_execute(full).await.unwrap();
    let error = refused(&mut db, rebuilding([parents(), children()])).await;
    assert_eq!(
        told(&error),
        [
            "a = 2, b = x: 2 2/2 2/6",
            "a = NULL, b = x: 1 2/3",
            "a = 3, b = NULL: 1 2/4",
            "a = 9, b = z: 1 2/5"
        ]
    );
}

#[tokio::test]
async fn orphans_of_the_own_table_of_partitions_and_of_deferred_keys_are_told() {
    let mut db = Db::new("CREATE TABLE t (id int PRIMARY KEY, boss int REFERENCES t)").await;
    let error = refused(
        &mut db,
        rebuilding([
            step("t", "id boss", &["1|2", "2|∅", "3|7"]),
            step("t", "id boss", &["4|7", "5|4"]),
        ]),
    )
    .await;
    assert_eq!(told(&error), ["boss = 7: 2 1/3 2/1"]);

    db.again(
        "CREATE TABLE p (id int PRIMARY KEY) PARTITION BY RANGE (id);
         CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10); CREATE TABLE p2 PARTITION OF p DEFAULT;
         CREATE TABLE c (id int, p int REFERENCES p) PARTITION BY LIST (id);
         CREATE TABLE c1 PARTITION OF c FOR VALUES IN (1); CREATE TABLE c2 PARTITION OF c DEFAULT",
    )
    .await;
    let children = step("c", "id p", &["1|5", "2|15", "1|6", "3|6", "4|16"]);
    let error = refused(&mut db, rebuilding([step("p", "id", &["5", "15"]), children])).await;
    // Their places are those in each partition.
    assert_eq!(told(&error), ["p = 6: 2", "p = 16: 1"], "{error:#}");
    db.client.batch_execute("DROP TABLE c").await.unwrap();
    let error = refused(&mut db, rebuilding([step("p", "id", &["5", "15", "5", "16", "5"])])).await;
    assert_eq!(told(&error), ["id = 5: 3"], "{error:#}");

    db.again(
        "CREATE TABLE t (id int PRIMARY KEY, u int); CREATE TABLE u (id int PRIMARY KEY);
         INSERT INTO t VALUES (-1), (-2);
         ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u DEFERRABLE INITIALLY IMMEDIATE",
    )
    .await;
    let mut seeder = Seeder::new();
    seeder.indexes(Indexes::Keep);
    seeder.add_table(step("t", "id u", &["1|1", "2|8", "3|9", "4|8"]));
    seeder.add_table(step("u", "id", &["1", "2"]));
    let error = refused(&mut db, seeder).await;
    assert_eq!(told(&error), ["u = 8: 2", "u = 9: 1"], "{error:#}");
    assert_eq!((error.table(), error.row()), (Some("t"), None));
}

#[tokio::test]
async fn rows_that_were_there_are_counted_and_no_row_is_named() {
    let mut db = Db::new("CREATE TABLE t (id int PRIMARY KEY); INSERT INTO t VALUES (1), (2)").await;
    let error = refused(&mut db, rebuilding([step("t", "id", &["3", "2", "4", "3"])])).await;
    assert_eq!(
        (told(&error), error.row()),
        (vec!["id = 2: 2".to_owned(), "id = 3: 2".to_owned()], None)
    );
    assert!(
        error.to_string().ends_with("\n  id = 2 (2 rows)\n  id = 3 (2 rows)"),
        "{error}"
    );
}

#[tokio::test]
async fn rows_that_code_of_the_user_has_changed_were_named_in_another_order() {
    // The foreign key is not there while the other table is filled, and t is touched from its second row on.
    let schema = "CREATE TABLE t (id int PRIMARY KEY, u int); CREATE TABLE u (id int PRIMARY KEY);
        ALTER TABLE t ADD FOREIGN KEY (u) REFERENCES u;";
    let trigger = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS
            'BEGIN UPDATE t SET id = id WHERE id < 3; RETURN NULL; END';
        CREATE TRIGGER touch AFTER INSERT ON u EXECUTE FUNCTION touch()";
    let mut db = Db::new(schema).await;
    let run = || {
        rebuilding([
            step("t", "id u", &["1|7", "2|1", "3|1", "4|7"]),
            step("u", "id", &["1"]),
        ])
    };
    let error = refused(&mut db, run()).await;
    assert_eq!(
        (told(&error), error.row()),
        (vec!["u = 7: 2 1/1 1/4".to_owned()], Some(1))
    );
    db.again(&format!("{schema}{trigger}")).await;
    let error = refused(&mut db, run()).await;
    assert_eq!(
        (told(&error), error.row()),
        (vec!["u = 7: 2".to_owned()], None),
        "{error:#}"
    );
    db.again(schema).await;
    let mut seeder = rebuilding([step("t", "id u", &["1|7", "2|1", "3|1", "4|7"])]);
    seeder.add_table(step("u", "id", &["1"]).insert_with(|mut insertion| {
        Box::pin(async move {
            while insertion.next().await.is_some() {}
            let sql = "UPDATE t SET id = id WHERE id < 3; INSERT INTO u VALUES (1)";
            Ok(insertion.execute(sql).await?)
        })
    }));
    let error = refused(&mut db, seeder).await;
    assert_eq!(
        (told(&error), error.row()),
        (vec!["u = 7: 2".to_owned()], None),
        "{error:#}"
    );
}

#[tokio::test]
async fn a_question_that_the_server_refuses_leaves_its_first_words() {
    let mut db =
        Db::new("CREATE TABLE p (id int PRIMARY KEY); INSERT INTO p VALUES (1); CREATE TABLE t (id int, p int)").await;
    let role = format!("role_of_{}", db.database.name());
    let sql = format!(
        "CREATE ROLE {role}; GRANT REFERENCES ON p TO {role}; GRANT CREATE, USAGE ON SCHEMA public TO {role};
         ALTER TABLE t OWNER TO {role}; SET ROLE {role}; ALTER TABLE t ADD FOREIGN KEY (p) REFERENCES p"
    );
    db.client.batch_execute(&sql).await.unwrap();
    let error = refused(&mut db, rebuilding([step("t", "id p", &["1|1", "2|7"])])).await;
    assert_eq!(
        (error.constraint(), error.violations(), error.row()),
        (Some("t_p_fkey"), None, Some(2)),
        "{error:#}"
    );
    let sql = format!("RESET ROLE; REASSIGN OWNED BY {role} TO CURRENT_USER; DROP OWNED BY {role}; DROP ROLE {role}");
    db.client.batch_execute(&sql).await.unwrap();
}
