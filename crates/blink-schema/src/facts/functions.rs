//! Functions and triggers.

/// A function that runs while rows are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Function {
    /// The OID.
    pub oid: u32,
    /// The schema.
    pub schema: String,
    /// The name.
    pub name: String,
    /// The types of the arguments, as `ALTER FUNCTION` takes them.
    pub arguments: String,
    /// The language.
    pub language: String,
    /// True if the language is trusted: its functions reach nothing outside of the database.
    pub is_trusted: bool,
    /// The volatility.
    pub volatility: Volatility,
    /// True if it is not called with a NULL, and its value is then NULL.
    pub is_strict: bool,
    /// The source, as far as it can be read: of a function in C the name of a symbol, of one whose body is parsed
    /// (`BEGIN ATOMIC`) nothing.
    pub source: String,
    /// The extension that it belongs to.
    pub extension: Option<String>,
}

/// The promise of a function about its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Volatility {
    /// Equal arguments give equal values, always.
    Immutable,
    /// Equal arguments give equal values within a statement.
    Stable,
    /// Nothing.
    Volatile,
}

/// A trigger for each row or statement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trigger {
    /// The name.
    pub name: String,
    /// True if it runs before a row is inserted, and may change it, or before a statement that inserts.
    pub before_insert: bool,
    /// True if it runs after a row or statement that inserts.
    pub after_insert: bool,
    /// True if it runs for each row, false if for each statement.
    pub for_each_row: bool,
    /// True if it runs for updates.
    pub on_update: bool,
    /// True if it runs for deletes.
    pub on_delete: bool,
    /// True if it runs for TRUNCATE.
    pub on_truncate: bool,
    /// The columns whose updates alone it is for; empty if for all.
    pub update_columns: Vec<String>,
    /// The sessions that fire it.
    pub fires: Fires,
    /// True if it has a WHEN.
    pub is_conditional: bool,
    /// True if it is a constraint trigger that can run at COMMIT.
    pub is_deferrable: bool,
    /// The arguments.
    pub arguments: Vec<String>,
    /// The function with its schema; a name with capitals or dots is not quoted.
    pub function: String,
    /// The language of the function.
    pub language: String,
    /// True if the language is trusted.
    pub trusted: bool,
    /// The source of the function, as far as it can be read.
    pub source: String,
    /// The OID of the function.
    pub function_oid: u32,
    /// The functions that it calls, as far as the catalog knows them, its own among them: keys of
    /// [`Facts::functions`](super::Facts::functions).
    pub functions: Vec<u32>,
}

/// The sessions that fire a trigger, by their `session_replication_role`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fires {
    /// All but those that replicate.
    #[default]
    Origin,
    /// Those that replicate.
    Replica,
    /// All.
    Always,
    /// None: it is disabled.
    Never,
}

/// An event trigger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventTrigger {
    /// The name.
    pub name: String,
    /// The event, such as `ddl_command_end`.
    pub event: String,
    /// The commands that it is for, such as `CREATE TABLE`; empty if for all.
    pub tags: Vec<String>,
    /// The sessions that fire it.
    pub fires: Fires,
    /// The OID of its function: a key of [`Facts::functions`](super::Facts::functions).
    pub function_oid: u32,
}
