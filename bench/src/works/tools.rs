//! The tools of each work; the first is the one that the others are compared with.

pub(super) const BARE: &[&str] = &[
    "server-copy-binary",
    "tokio-postgres-chunks",
    "binary-copy-in-writer",
    "blink",
];

/// Tools for tables with keys and indexes. The first is the best that hand-written SQL can do over one connection.
pub(super) const KEYED: &[&str] = &[
    "server-rebuild-binary",
    "server-rebuild-freeze-binary",
    "tokio-postgres-chunks",
    "blink",
    "blink-keep",
];

/// Tools for many keyed rows. Those that keep keys and indexes take more than a minute each: one of them is enough.
pub(super) const KEYED_LARGE: &[&str] = &[
    "server-rebuild-binary",
    "server-rebuild-freeze-binary",
    "tokio-postgres-chunks",
    "blink",
];

pub(super) const SEED_BARE: &[&str] = &[
    "server-copy-binary",
    "tokio-postgres-chunks",
    "binary-copy-in-writer",
    "binary-copy-in-writer-current-thread",
    "sqlx-copy-in-raw",
    "diesel-copy-from",
    "psql-copy",
    "blink",
    "blink-current-thread",
];

pub(super) const BARE_SLOW: &[&str] = &[
    "server-copy-binary",
    "binary-copy-in-writer",
    "tokio-postgres-insert",
    "tokio-postgres-insert-pipelined",
    "sqlx-push-values",
    "sqlx-unnest",
    "sqlx-copy-in-raw",
    "diesel-insert-into",
    "diesel-copy-from",
    "sea-orm-insert-many",
    "psql-copy",
    "blink",
];

pub(super) const SEED_KEYED: &[&str] = &[
    "server-rebuild-binary",
    "server-rebuild-freeze-binary",
    "server-copy-binary",
    "tokio-postgres-chunks",
    "binary-copy-in-writer",
    "sqlx-copy-in-raw",
    "diesel-copy-from",
    "psql-copy",
    "blink",
    "blink-keep",
];

pub(super) const SEED_KEYED_SLOW: &[&str] = &[
    "server-rebuild-binary",
    "binary-copy-in-writer",
    "tokio-postgres-insert",
    "tokio-postgres-insert-pipelined",
    "sqlx-push-values",
    "sqlx-unnest",
    "sqlx-copy-in-raw",
    "diesel-insert-into",
    "diesel-copy-from",
    "sea-orm-insert-many",
    "psql-copy",
    "blink",
];

pub(super) const GROWTH_BARE_SLOW: &[&str] = &[
    "server-copy-binary",
    "tokio-postgres-chunks",
    "binary-copy-in-writer",
    "tokio-postgres-insert",
    "tokio-postgres-insert-pipelined",
    "sqlx-push-values",
    "sqlx-unnest",
    "sqlx-copy-in-raw",
    "diesel-insert-into",
    "diesel-copy-from",
    "sea-orm-insert-many",
    "psql-copy",
    "blink",
];

pub(super) const GROWTH_KEYED_SLOW: &[&str] = &[
    "server-rebuild-binary",
    "server-rebuild-freeze-binary",
    "tokio-postgres-chunks",
    "tokio-postgres-insert",
    "tokio-postgres-insert-pipelined",
    "sqlx-push-values",
    "sqlx-unnest",
    "sqlx-copy-in-raw",
    "diesel-insert-into",
    "diesel-copy-from",
    "sea-orm-insert-many",
    "psql-copy",
    "blink",
    "blink-keep",
];

/// Tools for pgbench's tables, with the time that the server alone needs.
pub(super) const PGBENCH: &[&str] = &[
    "pgbench",
    "pgbench-gvp",
    "server-rebuild-freeze-binary",
    "blink",
    "blink-2-threads",
];

/// Tools for schemas with partitions. The first is the best that hand-written SQL can do with new tables, the second
/// what the server needs with all keys and indexes in place.
pub(super) const SCHEMA: &[&str] = &[
    "server-dump-order-binary",
    "server-in-place-binary",
    "binary-copy-in-writer",
    "psql-copy",
    "blink",
];

/// Tools for a few rows, for which nobody writes COPY. The first is one INSERT for each table.
pub(super) const FEW: &[&str] = &[
    "tokio-postgres-insert-many",
    "sqlx-push-values",
    "tokio-postgres-chunks",
    "blink",
];

pub(super) const SMALL: &[&str] = &[
    "server-copy-binary",
    "tokio-postgres-chunks",
    "binary-copy-in-writer",
    "blink",
    "blink-keep",
];

pub(super) const THREADS: &[&str] = &["server-copy-binary", "blink", "blink-1-thread", "blink-2-threads"];

pub(super) const NON_ATOMIC: &[&str] = &[
    "blink",
    "blink-keep",
    "blink-non-atomic-1",
    "blink-non-atomic-2",
    "blink-non-atomic-4",
    "blink-non-atomic-2-rebuild",
];

pub(super) const ENCODE: &[&str] = &[
    "encode-by-hand",
    "encode-blink",
    "encode-blink-1-thread",
    "encode-blink-2-threads",
];

pub(super) const BATCHES: &[&str] = &[
    "blink-whole-table",
    "blink-1000000",
    "blink-250000",
    "blink-100000",
    "blink-50000",
    "blink-10000",
    "blink-5000",
    "blink-1000",
];

/// Programs that load ready CSV files.
pub(super) const CSV: &[&str] = &["psql-copy-csv", "blink-load"];

pub(super) const CSV_GZIP: &[&str] = &["psql-copy-csv-gzip", "blink-load-gzip"];

pub(super) const CSV_ZSTD: &[&str] = &["psql-copy-csv-zstd", "blink-load-zstd"];

/// A program that copies ready files, and Blink, which makes the rows of them.
pub(super) const UNTYPED_BY_FILES: &[&str] = &["psql-copy-csv", "blink-schema"];

/// Rows of Rust's types, and rows that follow from the schema.
pub(super) const UNTYPED_BY_TYPES: &[&str] = &["blink-2-threads", "blink-schema"];

pub(super) const THRESHOLD: &[&str] = &["blink-keep", "blink-rebuild"];
