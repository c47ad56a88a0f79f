//! Guides: how to do with Blink what a seed needs. Their code is compiled and run as the tests of this crate's docs.

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

/// How Blink loads fast, and what it locks: truncating, frozen rows, sequences, statistics, rows that are there
/// already, several connections.
pub mod loading {
    #![doc = include_str!("../guides/loading.md")]
}
