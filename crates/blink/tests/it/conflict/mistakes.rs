//! Mistakes that are found before the first row.

use blink::{OnConflict, Seeder, Table};

use super::{SCHEMA, copy, counts, mistakes, users};
use crate::support::Db;

#[tokio::test]
async fn what_is_wrong_is_found_before_the_start() {
    let mut db = Db::new(
        "CREATE TABLE users (id int8 GENERATED ALWAYS AS IDENTITY PRIMARY KEY, email text, name text, low text, code int,
                             UNIQUE (code) DEFERRABLE, UNIQUE (email, name));
         CREATE UNIQUE INDEX part ON users (name) WHERE low IS NULL; CREATE UNIQUE INDEX ON users (lower(low));
         CREATE TABLE bare (id int, email text);
         CREATE VIEW filled AS SELECT id, email, name FROM users;
         CREATE FUNCTION fill() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
         CREATE TRIGGER fill INSTEAD OF INSERT ON filled FOR EACH ROW EXECUTE FUNCTION fill()",
    )
    .await;
    let has = "name the columns of an existing one: (email, name) or (id)";
    for (on_conflict, expected) in [
        (
            OnConflict::update(["emial"]),
            vec!["users.emial: on_conflict names a column that does not exist; did you mean email?".to_owned()],
        ),
        (
            OnConflict::update(["email"]),
            vec![format!("users: there is no unique index on (email); {has}")],
        ),
        (
            OnConflict::update(["name"]),
            vec![format!("users: there is no unique index on (name); part is partial; {has}")],
        ),
        (
            OnConflict::update(["code"]),
            vec![format!("users: there is no unique index on (code); users_code_key is deferrable; {has}")],
        ),
        (
            OnConflict::update(Vec::<String>::new()),
            vec![format!("users: on_conflict names no column that identifies an existing row; {has}")],
        ),
        (
            OnConflict::update(["name", "email"]),
            vec![
                "users: there is nothing to update: no other column is sent; use OnConflict::DoNothing, or send more columns"
                    .to_owned(),
            ],
        ),
        (
            OnConflict::update_only(["email", "name"], ["nane", "code", "name"]),
            vec![
                "users.nane: on_conflict names a column that does not exist; did you mean name?".to_owned(),
                "users.code: on_conflict sets this column, but the rows have no value for it; send it, or remove it from `set`"
                    .to_owned(),
            ],
        ),
    ] {
        let error = copy(&mut db, users(&[("a", "A")]).on_conflict(on_conflict)).await.unwrap_err();
        assert_eq!(mistakes(&error), expected);
    }
    let always = Table::records("users", ["id", "email", "name"], [["1", "a", "b"]]);
    let error = copy(
        &mut db,
        always.on_conflict(OnConflict::update_only(["email", "name"], ["id"])),
    )
    .await;
    assert_eq!(
        mistakes(&error.unwrap_err())[0],
        "users.id: on_conflict sets this column, which is GENERATED ALWAYS AS IDENTITY; remove it from `set`"
    );
    let bare = Table::records("bare", ["id", "email"], [["1", "a"]]).on_conflict(OnConflict::update(["id"]));
    assert_eq!(
        mistakes(&copy(&mut db, bare).await.unwrap_err()),
        ["bare: there is no unique index on (id); create one: the table has none that ON CONFLICT can use"]
    );
    let view = users(&[]).named("filled").on_conflict(OnConflict::DoNothing);
    assert_eq!(
        mistakes(&copy(&mut db, view).await.unwrap_err()),
        [
            "filled: it is a view with a trigger, on which ON CONFLICT does not work; name the underlying table, or resolve \
             conflicts in the trigger"
        ]
    );
    let own = users(&[])
        .on_conflict(OnConflict::DoNothing)
        .insert_with(|_| Box::pin(async { Ok(0) }));
    assert!(mistakes(&copy(&mut db, own).await.unwrap_err())[0].starts_with("users: insert_with inserts the rows"));
}

#[tokio::test]
async fn privileges_are_looked_at() {
    let mut db = Db::new(SCHEMA).await;
    let name = db.one("SELECT current_database()").await;
    let role = format!("\"{name}_app\"");
    db.client
        .batch_execute(&format!(
            "REVOKE TEMPORARY ON DATABASE \"{name}\" FROM PUBLIC; CREATE ROLE {role}; GRANT INSERT ON users TO {role};
             GRANT USAGE ON users_id_seq TO {role}; SET ROLE {role}"
        ))
        .await
        .unwrap();
    let table = || users(&[("a@x", "New")]).on_conflict(OnConflict::update(["email"]));
    let error = copy(&mut db, table()).await.unwrap_err();
    let grant = |privilege: &str| format!("GRANT {privilege} ON \"public\".\"users\" to it");
    assert_eq!(
        mistakes(&error),
        [
            "users: on_conflict needs a temporary table, and this role may not create one; GRANT TEMPORARY ON DATABASE to it"
                .to_owned(),
            format!("users.email: on_conflict needs the SELECT privilege, which this role lacks; {}", grant("SELECT")),
            format!("users.name: on_conflict needs the SELECT privilege, which this role lacks; {}", grant("SELECT")),
            format!("users.name: on_conflict needs the UPDATE privilege, which this role lacks; {}", grant("UPDATE")),
        ]
    );
    // These are all that it needs.
    db.client
        .batch_execute(&format!(
            "RESET ROLE; GRANT TEMPORARY ON DATABASE \"{name}\" TO {role};
             GRANT SELECT (email, name), UPDATE (name) ON users TO {role}; SET ROLE {role}"
        ))
        .await
        .unwrap();
    let report = copy(&mut db, table()).await.unwrap();
    assert_eq!(counts(&report), (Some(0), Some(1), 0));
    db.client
        .batch_execute(&format!("RESET ROLE; DROP OWNED BY {role}; DROP ROLE {role}"))
        .await
        .unwrap();
}

#[tokio::test]
async fn rules_are_told_where_copy_walks_past_them_and_a_mistake_where_there_is_no_on_conflict() {
    let log = "CREATE RULE log AS ON INSERT TO sku DO ALSO INSERT INTO sku_log VALUES (NEW.code)";
    let nothing = "CREATE RULE nothing AS ON INSERT TO sku DO INSTEAD NOTHING";
    let upd = "CREATE RULE upd AS ON UPDATE TO sku DO ALSO INSERT INTO sku_log VALUES (NEW.code); ALTER TABLE sku DISABLE RULE upd";
    let off = "CREATE RULE off AS ON INSERT TO sku DO INSTEAD NOTHING; ALTER TABLE sku DISABLE RULE off";
    let rows = || Table::records("sku", ["code"], [["a"], ["b"]]);
    for (rule, walked_past, in_the_way) in [
        (log, Some("log"), Some("log")),
        (nothing, Some("nothing"), Some("nothing")),
        (upd, None, Some("upd")),
        (off, None, None),
    ] {
        let schema = format!("CREATE TABLE sku (code text PRIMARY KEY); CREATE TABLE sku_log (code text); {rule}");
        let mut db = Db::new(&schema).await;
        let mut seeder = Seeder::new();
        seeder.add_table(rows().on_conflict(OnConflict::DoNothing));
        let inserted = seeder.insert(&mut db.client).await;
        db.works().await;
        let words = |rule| {
            format!(
                "sku: it has the rule {rule}, and ON CONFLICT does not work on tables with rules for INSERT or UPDATE; \
                 replace the rule by a trigger, or remove `.on_conflict(…)`"
            )
        };
        match in_the_way {
            Some(rule) => assert_eq!(mistakes(&inserted.unwrap_err()), [words(rule)]),
            None => assert_eq!(inserted.unwrap().rows(), 2),
        }
        db.client.batch_execute("TRUNCATE sku").await.unwrap();
        let note = walked_past.map(|rule| {
            format!("the rule {rule} does not run, because COPY ignores rules; replace it by a trigger, or use `.insert_with(…)`")
        });
        let mut seeder = Seeder::new();
        seeder.add_table(rows());
        let plan = seeder.plan(&mut db.client).await.unwrap().to_string();
        assert_eq!(plan.contains("the rule"), note.is_some(), "{plan}");
        assert!(note.iter().all(|note| plan.contains(note)), "{plan}");
        let report = seeder.insert(&mut db.client).await.unwrap();
        let noted = note.map(|note| format!("public.sku: {note}"));
        assert_eq!(report.notes().collect::<Vec<_>>(), noted.iter().collect::<Vec<_>>());
        assert_eq!((db.count("sku").await, db.count("sku_log").await), (2, 0));
    }
}

/// The server would say so after all rows were copied.
#[tokio::test]
async fn do_nothing_with_a_deferrable_constraint_is_a_mistake_before_the_start() {
    let mut db = Db::new(
        "CREATE TABLE \"unique\" (id int8 PRIMARY KEY, pos int8 UNIQUE DEFERRABLE);
         CREATE TABLE excluded (id int8 PRIMARY KEY, span int4range, EXCLUDE USING gist (span WITH &&) DEFERRABLE);
         CREATE TABLE immediate (id int8 PRIMARY KEY, span int4range, EXCLUDE USING gist (span WITH &&));
         CREATE TABLE parted (id int8 PRIMARY KEY, pos int8) PARTITION BY LIST (id);
         CREATE TABLE of_parted PARTITION OF parted DEFAULT;
         ALTER TABLE of_parted ADD UNIQUE (pos) DEFERRABLE",
    )
    .await;
    let row = |table: &str| Table::records(table, ["id"], [["1"]]);
    for (table, constraint) in [
        ("unique", "unique_pos_key"),
        ("excluded", "excluded_span_excl"),
        ("parted", "of_parted_pos_key"),
    ] {
        let error = copy(&mut db, row(table).on_conflict(OnConflict::DoNothing))
            .await
            .unwrap_err();
        assert_eq!(
            mistakes(&error),
            [format!(
                "{table}: {constraint} is deferrable, and there is no ON CONFLICT DO NOTHING for a table with such a \
                 constraint; make the constraint NOT DEFERRABLE, or update by the columns of another unique index"
            )]
        );
    }
    copy(&mut db, row("immediate").on_conflict(OnConflict::DoNothing))
        .await
        .unwrap();
    // As the advice says.
    let row = Table::records("unique", ["id", "pos"], [["1", "2"]]);
    copy(&mut db, row.on_conflict(OnConflict::update(["id"])))
        .await
        .unwrap();
    assert_eq!((db.count("immediate").await, db.count("\"unique\"").await), (1, 1));
}
