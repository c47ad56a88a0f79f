//! The size that a file's rows are expected to take, in words and for programs.

use blink_files::{ExpectedSize, ReadFailure, StoredSize};
use serde_json::{Value, json};

use crate::terminal::{counted, size};

/// The size in words; None is that of a pipe.
pub(super) fn in_words(expected: Option<&ExpectedSize>) -> String {
    let Some(expected) = expected else {
        return "unknown, since standard input and pipes do not tell their size".to_owned();
    };
    if let Some(unread) = unknown_since(expected) {
        return format!("unknown, since it cannot be read on: {unread}");
    }
    let mut text = size_in_words(expected);
    if let Some(unread) = &expected.unread {
        text = format!("{text}; but it cannot be read on: {unread}");
    }
    text
}

/// The reason why nothing can be told: no row comes before it.
fn unknown_since(expected: &ExpectedSize) -> Option<&ReadFailure> {
    expected.unread.as_ref().filter(|_| expected.rows == 0)
}

fn size_in_words(expected: &ExpectedSize) -> String {
    let about = if expected.is_counted { "" } else { "about " };
    let rows = format!("{about}{}", counted(expected.rows, "row"));
    let Some(stored) = &expected.stored else {
        return format!("{rows}; the size is up to who stores them");
    };
    let StoredSize {
        data_bytes,
        index_bytes,
        unknown_indexes,
        has_long_values,
        ..
    } = stored;
    let mut text = format!("{rows}; about {} of data", size(*data_bytes));
    if *index_bytes > 0 {
        text = format!("{text} and {} of indexes", size(*index_bytes));
    }
    if !unknown_indexes.is_empty() {
        text = format!("{text}, without {}", unknown_indexes.join(", "));
    }
    if *has_long_values {
        text.push_str(", less where long values can be compressed");
    }
    text
}

/// The size for programs.
pub(super) fn as_json(expected: Option<&ExpectedSize>) -> Value {
    let Some(expected) = expected else { return Value::Null };
    let is_unknown = unknown_since(expected).is_some();
    let stored = expected.stored.as_ref().filter(|_| !is_unknown);
    json!({
        "rows": (!is_unknown).then_some(expected.rows),
        "rows_are_counted": expected.is_counted,
        "unread": expected.unread.as_ref().map(ToString::to_string),
        "data_bytes": stored.map(|stored| stored.data_bytes),
        "index_bytes": stored.map(|stored| stored.index_bytes),
        "unknown_indexes": stored.map(|stored| &stored.unknown_indexes),
        "has_long_values": stored.map(|stored| stored.has_long_values),
    })
}
