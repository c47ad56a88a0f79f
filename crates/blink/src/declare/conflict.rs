//! What becomes of a row that is there already.

/// What becomes of a row that is there already; [`Table::on_conflict`](crate::Table::on_conflict) takes it.
///
/// ```
/// use blink::OnConflict;
///
/// OnConflict::DoNothing;                                    // the row that is there stays, the new one is left out
/// OnConflict::update(["email"]);                            // all other columns that are sent take the new values
/// OnConflict::update_only(["email"], ["name", "seen_at"]);  // these do
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnConflict {
    /// The new row is left out, whatever unique index or constraint it breaks.
    DoNothing,
    /// The row that is there is updated.
    Update {
        /// The columns that say which row it is: exactly those of a unique index or constraint.
        on: Vec<String>,
        /// The columns that take the new row's values; None for all that are sent but are not among `on`.
        set: Option<Vec<String>>,
    },
}

impl OnConflict {
    /// A row with the same values in these columns takes the new values in all others that are sent.
    pub fn update<N: Into<String>>(on: impl IntoIterator<Item = N>) -> Self {
        Self::Update {
            on: on.into_iter().map(Into::into).collect(),
            set: None,
        }
    }

    /// A row with the same values in the columns `on` takes the new values in the columns `set`.
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
