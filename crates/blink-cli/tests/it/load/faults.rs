//! Faults of several files.

use super::{folder, load};
use crate::support::Db;

/// Only the files up to the first faulty one were checked.
#[tokio::test]
async fn files_behind_a_faulty_one_are_checked_too() {
    if !blink_testdb::needs_several_connections("files_behind_a_faulty_one_are_checked_too") {
        return;
    }
    let db = Db::new("CREATE TABLE t (id int)").await;
    // So long that it is not reached before the first one's fault.
    let good = (0..400_000).map(|id| format!("{id}\n")).collect::<String>();
    let late = format!("id\n{good}y\n");
    let folder = folder(
        "behind",
        &[
            ("1.csv", "id\nx\n"),
            ("2.csv", "id\n1\n"),
            ("3.csv", &late),
            ("4.csv", "id\n1\n2x\n"),
        ],
    );
    let ended = load(
        &db,
        &folder,
        &["1.csv", "2.csv", "3.csv", "4.csv", "--into", "t", "--threads", "1"],
    );
    assert_eq!(
        (ended.status, ended.from("1.csv has faults").as_str()),
        (
            1,
            "1.csv has faults; the rest of it is checked\n\
             the rest of the other files is checked, too\n\
             error: 3 faults; nothing was written:\n  \
             - 1.csv: id: not a whole number; line 2: \"x\"\n  \
             - 3.csv: id: not a whole number; line 400002: \"y\"\n  \
             - 4.csv: id: not a whole number; line 3: \"2x\""
        )
    );
    assert_eq!(db.one("SELECT count(*) FROM t").await, "0");
}
