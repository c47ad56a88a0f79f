//! The numbers of rows that unique sets can hold.

/// The numbers of rows that unique sets can hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Limit {
    /// The largest number of rows, with the unique set that limits it.
    pub(crate) rows: Option<(u64, String)>,
    /// The largest number of children of one owner, with the unique set that limits it.
    pub(crate) children: Option<(u64, String)>,
}
