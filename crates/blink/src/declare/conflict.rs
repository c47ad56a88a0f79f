//! The action taken when a row already exists.

/// The action taken when a row already exists, as in `INSERT … ON CONFLICT`.
///
/// Give it to [`Table::on_conflict`](crate::Table::on_conflict).
///
/// ```
/// use blink::OnConflict;
///
/// OnConflict::DoNothing;                                    // keeps the existing row, skips the new one
/// OnConflict::update(["email"]);                            // updates all other columns that are sent
/// OnConflict::update_only(["email"], ["name", "seen_at"]);  // updates these columns
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnConflict {
    /// Skips the new row, whichever unique index or constraint it violates.
    DoNothing,
    /// Updates the existing row.
    Update {
        /// The columns that identify the row: exactly those of a unique index or constraint.
        on: Vec<String>,
        /// The columns that take the new row's values. None means every column that is sent and not in `on`.
        set: Option<Vec<String>>,
    },
}

impl OnConflict {
    /// Updates the row that has the same values in these columns: it takes the new values of all others that are sent.
    pub fn update<N: Into<String>>(on: impl IntoIterator<Item = N>) -> Self {
        Self::Update {
            on: on.into_iter().map(Into::into).collect(),
            set: None,
        }
    }

    /// Updates the row that has the same values in the columns `on`: it takes the new values in the columns `set`.
    pub fn update_only<N, M>(on: impl IntoIterator<Item = N>, set: impl IntoIterator<Item = M>) -> Self
    where
        N: Into<String>,
        M: Into<String>,
    {
        Self::Update {
            on: on.into_iter().map(Into::into).collect(),
            set: Some(set.into_iter().map(Into::into).collect()),
        }
    }
}
