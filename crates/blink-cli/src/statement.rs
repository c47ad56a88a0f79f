//! The queries of the `.sql` files.

/// Returns the query of a file, without its comments: a name that is put into one could end it by a line break.
pub(crate) fn statement(sql: &str) -> String {
    let lines = sql.lines().filter(|line| !line.trim_start().starts_with("--"));
    lines.collect::<Vec<_>>().join("\n")
}
