//! Columns that count rows within their parent, by their names.

/// The names of columns that count within a parent.
const POSITIONS: &[&str] = &[
    "position",
    "pos",
    "line",
    "line_no",
    "lineno",
    "line_number",
    "nth",
    "number",
    "no",
    "ordinal",
    "order",
    "sort",
    "sort_order",
    "sequence",
    "sequence_id",
    "seq",
    "rank",
    "index",
    "idx",
    "step",
    "row_number",
    "version",
    "revision",
    "iid",
    "slot",
    "order_index",
    "display_order",
    "priority",
    "level",
    "attempt",
    "chapter",
    "episode",
    "track",
];

/// Returns true if a column counts rows within their parent, by its name.
pub(crate) fn is_position(name: &str) -> bool {
    let name = name.to_lowercase();
    POSITIONS.contains(&name.as_str())
        || [
            "_position",
            "_no",
            "_number",
            "_index",
            "_order",
            "_seq",
            "_sequence",
            "_ordinal",
            "_pos",
            "_nr",
        ]
        .iter()
        .any(|end| name.ends_with(end))
}
