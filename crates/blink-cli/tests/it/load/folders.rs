//! Files of a folder that are none to load.

use super::{folder, load};
use crate::support::Db;

/// A second run said nothing of it, and that all was done.
#[tokio::test]
async fn an_import_that_is_done_has_still_left_out_what_a_folder_has_besides() {
    let test = "an_import_that_is_done_has_still_left_out_what_a_folder_has_besides";
    if !blink_testdb::needs_several_connections(test) {
        return;
    }
    let db = Db::new("CREATE TABLE t (id int)").await;
    let folder = folder("besides", &[("t.csv", "id\n1\n"), ("notes.txt", "")]);
    for more in [&[][..], &[], &["--json"]] {
        let ended = load(&db, &folder, &[&[".", "--import-id", "june"], more].concat());
        assert_eq!(ended.status, 3, "{}", ended.stderr);
        assert!(ended.stderr.contains("left out: ./notes.txt: "), "{}", ended.stderr);
        if !more.is_empty() {
            let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
            assert_eq!(report["status"], "left_out");
        }
    }
    assert_eq!(db.one("SELECT count(*) FROM t").await, "1");
}
