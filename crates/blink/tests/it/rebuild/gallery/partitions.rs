//! Partitioned tables of every kind.

use super::{Case, shown_in_one_transaction};

#[tokio::test]
async fn partitions_with_their_own_names_and_keys_both_ways() {
    shown_in_one_transaction(&Case {
        schema: r#"
            CREATE TABLE kinds (id int8 PRIMARY KEY);
            CREATE TABLE events (id int8, day int, kind int8 REFERENCES kinds, note text, PRIMARY KEY (id, day))
                PARTITION BY LIST (day);
            CREATE TABLE "Day 1" PARTITION OF events FOR VALUES IN (1);
            CREATE TABLE day_2 (id int8, note text, extra int, kind int8, day int NOT NULL,
                CONSTRAINT odd_key PRIMARY KEY (id, day) WITH (fillfactor = 71),
                CONSTRAINT "odd reference" FOREIGN KEY (kind) REFERENCES kinds);
            ALTER TABLE day_2 DROP extra;
            ALTER TABLE events ATTACH PARTITION day_2 FOR VALUES IN (2);
            CREATE TABLE others PARTITION OF events DEFAULT;
            CREATE INDEX events_note ON events (note DESC, lower(note));
            ALTER INDEX day_2_note_lower_idx RENAME TO "odd ""index";
            COMMENT ON INDEX "odd ""index" IS 'it''s odd';
            COMMENT ON INDEX events_note IS 'of all';
            COMMENT ON CONSTRAINT "odd reference" ON day_2 IS 'of the partition';
            COMMENT ON CONSTRAINT events_kind_fkey ON events IS 'of all';
            ALTER INDEX others_note_lower_idx ALTER COLUMN 2 SET STATISTICS 777;
            CREATE INDEX own ON "Day 1" (kind);
            ALTER TABLE day_2 ADD CONSTRAINT own_key UNIQUE (note, day);
            CREATE TABLE lines (id int8 PRIMARY KEY, event int8, day int, FOREIGN KEY (event, day) REFERENCES events)"#,
        tables: &[
            ("kinds", "id", "#"),
            ("events", "id day kind note", "#|#|#|n#"),
            ("lines", "id event day", "#|#|#"),
        ],
        rebuilt: &[
            "events_kind_fkey",
            "events_note",
            "events_pkey",
            "kinds_pkey",
            "lines_event_day_fkey",
            "lines_pkey",
            "own",
            "own_key",
        ],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn partitions_of_partitions_that_refer_to_themselves() {
    shown_in_one_transaction(&Case {
        schema: "
            CREATE TABLE nodes (id int8, part int, up int8, up_part int, CONSTRAINT nodes_key PRIMARY KEY (id, part))
                PARTITION BY RANGE (part);
            CREATE TABLE low PARTITION OF nodes FOR VALUES FROM (0) TO (10) PARTITION BY LIST (part);
            CREATE TABLE low_1 PARTITION OF low FOR VALUES IN (1);
            CREATE TABLE low_2 PARTITION OF low FOR VALUES IN (2);
            CREATE TABLE low_rest PARTITION OF low DEFAULT;
            CREATE TABLE high PARTITION OF nodes FOR VALUES FROM (10) TO (MAXVALUE) PARTITION BY HASH (id);
            CREATE TABLE high_0 PARTITION OF high FOR VALUES WITH (MODULUS 2, REMAINDER 0);
            CREATE TABLE high_1 PARTITION OF high FOR VALUES WITH (MODULUS 2, REMAINDER 1);
            ALTER TABLE nodes ADD CONSTRAINT upward FOREIGN KEY (up, up_part) REFERENCES nodes;
            CREATE INDEX by_up ON nodes (up) WHERE up > 3;
            CREATE INDEX of_low ON low (up_part)",
        tables: &[("nodes", "id part up up_part", "#|#|#|#")],
        rebuilt: &["by_up", "nodes_key", "of_low", "upward"],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn partitions_by_their_names() {
    shown_in_one_transaction(&Case {
        schema: "
            CREATE TABLE whole (id int8, side int, PRIMARY KEY (id, side)) PARTITION BY LIST (side);
            CREATE TABLE side_1 PARTITION OF whole FOR VALUES IN (1);
            CREATE TABLE side_2 PARTITION OF whole FOR VALUES IN (2);
            CREATE INDEX whole_side ON whole (side);
            CREATE TABLE part (id int8, side int, PRIMARY KEY (id, side)) PARTITION BY LIST (side);
            CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);
            CREATE TABLE part_2 PARTITION OF part FOR VALUES IN (2);
            CREATE INDEX part_1_own ON part_1 (side)",
        tables: &[
            ("side_1", "id side", "#|1"),
            ("side_2", "id side", "#|2"),
            ("part_1", "id side", "#|1"),
        ],
        rebuilt: &["part_1_own", "whole_pkey", "whole_side"],
        kept: &["part_1_pkey: it belongs to that of the partitioned table"],
    })
    .await;
}

#[tokio::test]
async fn a_foreign_key_to_a_partition_itself() {
    shown_in_one_transaction(&Case {
        schema: "
            CREATE TABLE goods (id int8, kind int, price int) PARTITION BY LIST (kind);
            CREATE TABLE books PARTITION OF goods (CONSTRAINT books_key PRIMARY KEY (id)) FOR VALUES IN (1);
            CREATE TABLE things PARTITION OF goods DEFAULT;
            ALTER TABLE things ADD CONSTRAINT of_book FOREIGN KEY (price) REFERENCES books;
            CREATE TABLE readers (id int8 PRIMARY KEY, book int8 REFERENCES books)",
        tables: &[
            ("books", "id kind price", "#|1|#"),
            ("things", "id kind price", "#|2|#"),
            ("readers", "id book", "#|#"),
        ],
        rebuilt: &["books_key", "of_book", "readers_book_fkey", "readers_pkey"],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn partitions_whose_keys_were_made_before_their_parents_and_with_them() {
    let (db, _) = shown_in_one_transaction(&Case {
        schema: "
            CREATE TABLE log (id int8, day int, code int, UNIQUE (code, day) DEFERRABLE INITIALLY DEFERRED,
                PRIMARY KEY (id, day) INCLUDE (code)) PARTITION BY LIST (day);
            CREATE TABLE day_1 PARTITION OF log FOR VALUES IN (1);
            CREATE TABLE day_2 (id int8, day int NOT NULL, code int, PRIMARY KEY (id, day) INCLUDE (code),
                CONSTRAINT own_positive CHECK (id > 0) NO INHERIT, UNIQUE (code, day) DEFERRABLE INITIALLY DEFERRED);
            ALTER TABLE log ATTACH PARTITION day_2 FOR VALUES IN (2);
            CREATE TABLE days PARTITION OF log DEFAULT PARTITION BY RANGE (day);
            CREATE TABLE days_low PARTITION OF days FOR VALUES FROM (0) TO (20);
            CREATE TABLE days_high (id int8 NOT NULL, day int NOT NULL, code int,
                PRIMARY KEY (id, day) INCLUDE (code), UNIQUE (code, day) DEFERRABLE);
            ALTER TABLE days ATTACH PARTITION days_high DEFAULT;
            CREATE TABLE marks (id int8, day int, FOREIGN KEY (id, day) REFERENCES log DEFERRABLE)",
        tables: &[("log", "id day code", "#|#|#"), ("marks", "id day", "#|#")],
        rebuilt: &["log_code_day_key", "log_pkey", "marks_id_day_fkey"],
        kept: &[],
    })
    .await;
    // No key says that others inherit it: that of a detached partition could not be dropped if a table inherits from it.
    let inherited = "SELECT conname FROM pg_constraint WHERE NOT connoinherit AND contype IN ('p', 'u', 'x')";
    assert_eq!(db.rows(inherited).await, Vec::<String>::new());
    db.client
        .batch_execute(
            "TRUNCATE marks; ALTER TABLE log DETACH PARTITION day_1; CREATE TABLE heir () INHERITS (day_1);
            ALTER TABLE day_1 DROP CONSTRAINT day_1_pkey",
        )
        .await
        .unwrap();
}
