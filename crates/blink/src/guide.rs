//! Guides to common tasks. Their code is compiled and run with this crate's doc tests.

/// Rows by number: relations, distinct values, skew, times, and data that is the same every time.
pub mod generated {
    #![doc = include_str!("../guides/generated.md")]
}

/// Factories: one definition for the unit test and the load test.
pub mod factories {
    #![doc = include_str!("../guides/factories.md")]
}

/// Names, e-mails, addresses and prices that look real, with the crate `fake`.
pub mod fake {
    #![doc = include_str!("../guides/fake.md")]
}

/// Fast loading and the locks it takes: truncating, frozen rows, sequences, statistics, rows that already exist,
/// several connections.
pub mod loading {
    #![doc = include_str!("../guides/loading.md")]
}
