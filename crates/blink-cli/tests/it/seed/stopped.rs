//! A seeding that Ctrl-C ends.

use blink_testdb::needs_several_connections;

use super::SHOP;
use crate::load::start;
use crate::load::stopped::interrupted;
use crate::support::{Db, Folder};

#[tokio::test]
async fn ctrl_c_rolls_a_seeding_back() {
    if !needs_several_connections("ctrl_c_rolls_a_seeding_back") {
        return;
    }
    let db = Db::new(&format!(
        "{SHOP};
         CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3600); RETURN NEW; END $$;
         CREATE TRIGGER wait BEFORE INSERT ON orders FOR EACH ROW WHEN (NEW.id = 500) EXECUTE FUNCTION wait()"
    ))
    .await;
    let folder = Folder::new("seed-stopped", &[]);
    let name = db.database.name();
    let child = start(&db, &folder, &["seed", "--confirm", name, "--progress", "none"]);
    db.wait_until(
        "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep')",
    )
    .await;
    let (status, said) = interrupted(child, "sessions");
    assert_eq!(status, 130, "{said}");
    assert!(
        said.contains("error: stopped by Ctrl-C: rolled back ") && said.contains("; nothing was written"),
        "{said}"
    );
    // Nobody holds a lock any more.
    db.rows("SET lock_timeout = '10s'; LOCK TABLE users, orders").await;
    assert_eq!(
        db.rows("SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM orders)")
            .await,
        ["0|0"]
    );
}

/// A trigger may wait in the rehearsal, too.
#[tokio::test]
async fn ctrl_c_ends_a_rehearsal() {
    if !needs_several_connections("ctrl_c_ends_a_rehearsal") {
        return;
    }
    let db = Db::new(&format!(
        "{SHOP};
         CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(3600); RETURN NEW; END $$;
         CREATE TRIGGER wait BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION wait()"
    ))
    .await;
    let folder = Folder::new("rehearsal-stopped", &[]);
    let name = db.database.name();
    let child = start(&db, &folder, &["seed", "--confirm", name, "--progress", "none"]);
    db.wait_until(
        "EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep')",
    )
    .await;
    let (status, said) = interrupted(child, "sessions");
    assert_eq!(status, 130, "{said}");
    assert!(
        said.contains("error: stopped by Ctrl-C: rolled back; nothing was written"),
        "{said}"
    );
    // Nobody holds a lock any more.
    db.rows("SET lock_timeout = '10s'; LOCK TABLE users, orders").await;
}
