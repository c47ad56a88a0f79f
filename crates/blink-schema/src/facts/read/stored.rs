//! The server's own figures about the rows of a table.

/// The size of a row of which nothing is known.
const USUAL_ROW: u64 = 100;

/// The server's own figures about the rows of a table.
#[derive(Debug, Default)]
pub(super) struct Stored {
    /// `reltuples`, of the last VACUUM or ANALYZE; negative or 0 if there was none.
    pub(super) estimated_rows: f64,
    /// `relpages`, of the same time.
    pub(super) estimated_pages: u64,
    /// The size of the file now; None if there is none.
    pub(super) size: Option<u64>,
    pub(super) block_size: u64,
    /// The rows that sessions have reported to be stored.
    pub(super) counted_rows: u64,
    /// True if a count would read all rows.
    pub(super) may_count: bool,
}

impl Stored {
    /// The size of the file, as far as it is known.
    pub(super) fn bytes(&self) -> u64 {
        self.size
            .unwrap_or_else(|| self.estimated_pages.saturating_mul(self.block_size))
    }

    /// The number of rows, as the planner estimates it: as many in each page as there were when they were counted
    /// (`table_block_relation_estimate_size` in tableam.c).
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the number is not negative, and an estimate needs no digits behind the point"
    )]
    pub(super) fn estimate(&self) -> u64 {
        let pages = self.bytes().checked_div(self.block_size).unwrap_or(0);
        if self.estimated_rows > 0.0 {
            let growth = match self.estimated_pages {
                0 => 1.0,
                then => pages as f64 / then as f64,
            };
            return (self.estimated_rows * growth).round() as u64;
        }
        match (self.counted_rows, self.bytes()) {
            (0, bytes) => bytes.div_ceil(USUAL_ROW),
            (counted, _) => counted,
        }
    }
}
