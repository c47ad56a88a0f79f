//! Collations.

/// A collation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collation {
    /// The schema.
    pub schema: String,
    /// The name; that of the database's own is `default`.
    pub name: String,
    /// The library that compares texts.
    pub provider: CollationProvider,
    /// The locale, such as `C`, `en_US.UTF-8` or, of ICU, `en-US`.
    pub locale: Option<String>,
    /// False if texts of different bytes may be equal.
    pub deterministic: bool,
}

/// The library behind a collation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CollationProvider {
    /// The operating system's.
    Libc,
    /// ICU.
    Icu,
    /// PostgreSQL itself, since 17.
    Builtin,
}
