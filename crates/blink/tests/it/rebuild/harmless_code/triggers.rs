//! Triggers: when they fire, and what their functions read.

use blink::Indexes;

use super::{TABLE, reason, set_body};
use crate::rebuild::{MANY, filled, rebuilt, seed};
use crate::support::{Db, catalog};

/// Pagila's triggers: one that is built in, and one that sets a time.
#[tokio::test]
async fn the_triggers_of_a_video_shop_keep_no_index() {
    if !blink_testdb::needs_a_whole_server("the_triggers_of_a_video_shop_keep_no_index") {
        return;
    }
    let mut db = Db::new(
        "CREATE TABLE film (film_id int8 PRIMARY KEY, title text NOT NULL, description text,
            last_update timestamptz NOT NULL DEFAULT now(), fulltext tsvector NOT NULL);
         CREATE INDEX film_fulltext_idx ON film USING gist (fulltext);
         CREATE INDEX idx_title ON film (title);
         CREATE FUNCTION last_updated() RETURNS trigger LANGUAGE plpgsql AS $_$
BEGIN
    NEW.last_update = CURRENT_TIMESTAMP;
    RETURN NEW;
END $_$;
         CREATE TRIGGER film_fulltext_trigger BEFORE INSERT OR UPDATE ON film FOR EACH ROW
            EXECUTE PROCEDURE tsvector_update_trigger('fulltext', 'pg_catalog.english', 'title', 'description');
         CREATE TRIGGER last_updated BEFORE INSERT OR UPDATE ON film FOR EACH ROW EXECUTE PROCEDURE last_updated()",
    )
    .await;
    let before = catalog(&db.client).await;
    let films = || {
        seed(
            Indexes::Auto,
            [filled(
                "film",
                "film_id title description",
                "#|Dinosaurs #|Dancing",
                MANY,
            )],
        )
    };
    let plan = films().plan(&mut db.client).await.unwrap();
    assert_eq!(plan.tables()[0].kept().count(), 0, "{plan}");
    let report = films().insert(&mut db.client).await.unwrap();
    assert_eq!(rebuilt(&report), ["film_pkey", "film_fulltext_idx", "idx_title"]);
    assert_eq!(catalog(&db.client).await, before);
    let found = "SELECT count(*) FROM film WHERE fulltext @@ 'dinosaur & danc'";
    assert_eq!(db.one(found).await, MANY.to_string());
    assert_eq!(db.one("SELECT count(DISTINCT last_update) FROM film").await, "1");
}

#[tokio::test]
async fn a_trigger_that_does_not_fire_counts_for_nothing() {
    let mut db = Db::new(TABLE).await;
    set_body(&db, "", "BEGIN PERFORM 1 FROM other; RETURN NEW; END").await;
    let fires = "the trigger g runs f() for each row";
    for (state, expected) in [
        ("ALTER TABLE t DISABLE TRIGGER g", ""),
        ("ALTER TABLE t ENABLE REPLICA TRIGGER g", ""),
        ("ALTER TABLE t ENABLE ALWAYS TRIGGER g", fires),
        ("ALTER TABLE t ENABLE TRIGGER g", fires),
        (
            "DROP TRIGGER g ON t; CREATE TRIGGER g BEFORE UPDATE OR DELETE ON t FOR EACH ROW EXECUTE FUNCTION f()",
            "",
        ),
    ] {
        db.client.batch_execute(state).await.unwrap();
        assert_eq!(reason(&mut db).await, expected, "{state}");
        let run = seed(Indexes::Auto, [filled("t", "id x", "#|a", MANY)]);
        let report = run.insert(&mut db.client).await.unwrap();
        assert_eq!(rebuilt(&report).is_empty(), !expected.is_empty(), "{state}");
        db.client.batch_execute("TRUNCATE t").await.unwrap();
    }
}

#[tokio::test]
async fn the_condition_of_a_trigger_is_code_too() {
    let mut db = Db::new(TABLE).await;
    set_body(&db, "", "BEGIN RETURN NEW; END").await;
    for (condition, expected) in [
        ("NEW.x = 'a'", ""),
        ("app.own(NEW.x) = 'a'", ""),
        (
            "NEW.x ||| 'a' = 'a'",
            "the trigger g runs joined(text,text) for each row",
        ),
        (
            "query_to_xml('TABLE other', true, true, '') IS NULL",
            "the trigger g runs query_to_xml(text,boolean,boolean,text) for each row",
        ),
    ] {
        let sql = format!(
            "DROP TRIGGER g ON t;
             CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION f()"
        );
        db.client.batch_execute(&sql).await.unwrap();
        assert_eq!(reason(&mut db).await, expected, "{condition}");
    }
}

#[tokio::test]
async fn a_transition_table_is_read_without_an_index() {
    let mut db = Db::new(TABLE).await;
    let trigger =
        "CREATE TRIGGER g AFTER INSERT ON t REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION f()";
    for (body, harmless) in [
        (
            "BEGIN PERFORM count(*) FROM added a WHERE a.id > 0; RETURN NULL; END",
            true,
        ),
        (
            "DECLARE n int8; BEGIN SELECT sum(id) INTO n FROM added; RETURN NULL; END",
            true,
        ),
        (
            "BEGIN INSERT INTO other (id) SELECT id FROM added; RETURN NULL; END",
            false,
        ),
        (
            "BEGIN PERFORM 1 FROM added JOIN other USING (id); RETURN NULL; END",
            false,
        ),
        (
            "BEGIN PERFORM 1 FROM added a, other o WHERE o.id = a.id; RETURN NULL; END",
            false,
        ),
        (
            "DECLARE n int8; BEGIN SELECT 1 FROM added INTO n a, other; RETURN NULL; END",
            false,
        ),
        ("BEGIN PERFORM a.named FROM added a; RETURN NULL; END", false),
        ("BEGIN PERFORM app.own(x) FROM added a; RETURN NULL; END", false),
    ] {
        set_body(&db, "", body).await;
        let sql = format!("DROP TRIGGER g ON t; {trigger}");
        db.client.batch_execute(&sql).await.unwrap();
        let expected = if harmless {
            ""
        } else {
            "the trigger g runs f() on INSERT"
        };
        assert_eq!(reason(&mut db).await, expected, "{body}");
        if harmless {
            let run = seed(Indexes::Auto, [filled("t", "id x", "#|a", MANY)]);
            assert_eq!(
                rebuilt(&run.insert(&mut db.client).await.unwrap()),
                ["t_pkey"],
                "{body}"
            );
            db.client.batch_execute("TRUNCATE t").await.unwrap();
        }
    }
    // Without the transition table the name is that of any table.
    set_body(&db, "", "BEGIN PERFORM 1 FROM added; RETURN NULL; END").await;
    assert_eq!(reason(&mut db).await, "the trigger g runs f() for each row");
}

/// Those of contrib read tables, or ask for a key.
#[tokio::test]
async fn functions_in_c_that_are_not_built_in_keep_the_indexes() {
    let mut db = Db::new(TABLE).await;
    for (extension, trigger, function) in [
        (
            "refint",
            "BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION check_primary_key('n', 'other', 'id')",
            "check_primary_key()",
        ),
        (
            "tcn",
            "AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION triggered_change_notification()",
            "triggered_change_notification()",
        ),
    ] {
        let known = format!("SELECT count(*) FROM pg_available_extensions WHERE name = '{extension}'");
        if db.one(&known).await == "0" {
            eprintln!("left out: the server has no extension {extension}");
            continue;
        }
        let sql = format!("CREATE EXTENSION {extension}; CREATE TRIGGER g {trigger}");
        db.client.batch_execute(&sql).await.unwrap();
        let expected = format!("the trigger g runs {function} for each row");
        assert_eq!(reason(&mut db).await, expected);
        db.client.batch_execute("DROP TRIGGER g ON t").await.unwrap();
    }
}
