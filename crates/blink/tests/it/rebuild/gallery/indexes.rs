//! Indexes of every kind, and primary keys, unique and exclusion constraints.

use super::{Case, shown};

#[tokio::test]
async fn keys_and_indexes() {
    shown(&Case {
        schema: "
            CREATE TABLE users (id int8 PRIMARY KEY, email text UNIQUE, age int);
            CREATE TABLE posts (id int8 PRIMARY KEY, user_id int8 NOT NULL REFERENCES users, title text);
            CREATE INDEX ON posts (user_id);
            CREATE INDEX posts_title ON posts (title);
            COMMENT ON INDEX posts_title IS 'it''s a \\ comment; DROP TABLE posts';
            COMMENT ON INDEX users_pkey IS 'of the index';
            COMMENT ON CONSTRAINT users_pkey ON users IS 'of the key';
            COMMENT ON CONSTRAINT posts_user_id_fkey ON posts IS $$of 'the' foreign key$$",
        tables: &[
            ("users", "id email age", "#|e#|3"),
            ("posts", "id user_id title", "#|#|t"),
        ],
        rebuilt: &[
            "posts_pkey",
            "posts_title",
            "posts_user_id_fkey",
            "posts_user_id_idx",
            "users_email_key",
            "users_pkey",
        ],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn whatever_an_index_can_be() {
    shown(&Case {
        schema: r#"
            CREATE TABLE t (id int8, a text, b text COLLATE "C", n int, words tsvector, r int4range, flag bool,
                CONSTRAINT key PRIMARY KEY (id) INCLUDE (n) WITH (fillfactor = 71, deduplicate_items = off),
                CONSTRAINT several UNIQUE NULLS NOT DISTINCT (a, b) INCLUDE (flag) WITH (fillfactor = 82));
            CREATE INDEX ordered ON t (n DESC NULLS LAST, id ASC NULLS FIRST);
            CREATE INDEX collated ON t (a COLLATE "C", b COLLATE "POSIX" DESC);
            CREATE INDEX classed ON t (a text_pattern_ops, b varchar_pattern_ops);
            CREATE UNIQUE INDEX partial ON t (n, a) INCLUDE (id) WHERE flag AND a <> 'it''s; \';
            CREATE INDEX expressed ON t ((n + id), lower(a), (words @@ 'cat'::tsquery)) WITH (fillfactor = 50);
            ALTER INDEX expressed ALTER COLUMN 1 SET STATISTICS 777;
            ALTER INDEX expressed ALTER COLUMN 2 SET STATISTICS 0;
            COMMENT ON INDEX expressed IS 'with statistics';
            CREATE INDEX hashed ON t USING hash (a);
            CREATE INDEX inverted ON t USING gin (words) WITH (fastupdate = off, gin_pending_list_limit = 128);
            CREATE INDEX general ON t USING gist (words tsvector_ops (siglen = 100)) WITH (buffering = off);
            CREATE INDEX spaced ON t USING spgist (r);
            CREATE INDEX ranged ON t USING brin (n int4_minmax_multi_ops (values_per_range = 16), id) WITH (pages_per_range = 7, autosummarize = on);
            CREATE UNIQUE INDEX together ON t (id, n) NULLS NOT DISTINCT"#,
        tables: &[("t", "id a b n words r flag", "#|a#|b|#|a cat|[1,2)|t")],
        rebuilt: &[
            "classed", "collated", "expressed", "general", "hashed", "inverted", "key", "ordered", "partial", "ranged", "several",
            "spaced", "together",
        ],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn whatever_a_constraint_can_be() {
    shown(&Case {
        schema: "
            CREATE TABLE rooms (id int8, booked int4range, kind int,
                CONSTRAINT rooms_key PRIMARY KEY (id) DEFERRABLE INITIALLY DEFERRED,
                CONSTRAINT apart EXCLUDE USING gist (booked WITH &&) WITH (fillfactor = 66) WHERE (kind > 3)
                    DEFERRABLE INITIALLY DEFERRED,
                CONSTRAINT others EXCLUDE USING btree (kind WITH =, id WITH =),
                CONSTRAINT late UNIQUE (id, kind) WITH (fillfactor = 60) DEFERRABLE,
                CONSTRAINT named_like_a_key UNIQUE (kind, id));
            COMMENT ON CONSTRAINT apart ON rooms IS 'apart';
            CREATE UNIQUE INDEX taken ON rooms (kind, booked, id) INCLUDE (kind) WITH (fillfactor = 55);
            ALTER TABLE rooms ADD CONSTRAINT taken UNIQUE USING INDEX taken;
            ALTER TABLE rooms ADD CHECK (kind < 1000)",
        tables: &[("rooms", "id booked kind", "#|[#,#]|#")],
        rebuilt: &["apart", "late", "named_like_a_key", "others", "rooms_key", "taken"],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn marks_on_an_index() {
    shown(&Case {
        schema: "
            CREATE TABLE identified (id int8 NOT NULL, n int);
            CREATE UNIQUE INDEX identity ON identified (id);
            ALTER TABLE identified REPLICA IDENTITY USING INDEX identity;
            CREATE INDEX clustered ON identified (n);
            ALTER TABLE identified CLUSTER ON clustered;
            ALTER INDEX clustered DEPENDS ON EXTENSION plpgsql;
            CREATE TABLE whole (id int8 PRIMARY KEY);
            ALTER TABLE whole REPLICA IDENTITY FULL;
            ALTER TABLE whole CLUSTER ON whole_pkey;
            CREATE TABLE nothing (id int8 PRIMARY KEY USING INDEX TABLESPACE pg_default);
            ALTER TABLE nothing REPLICA IDENTITY NOTHING;
            CREATE UNLOGGED TABLE unlogged (id int8 PRIMARY KEY, n int UNIQUE)",
        tables: &[
            ("identified", "id n", "#|#"),
            ("whole", "id", "#"),
            ("nothing", "id", "#"),
            ("unlogged", "id n", "#|#"),
        ],
        rebuilt: &[
            "clustered",
            "identity",
            "nothing_pkey",
            "unlogged_n_key",
            "unlogged_pkey",
            "whole_pkey",
        ],
        kept: &[],
    })
    .await;
}
