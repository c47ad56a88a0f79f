//! The SQLSTATEs that a run reacts to, under PostgreSQL's names ([Error
//! Codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)).

pub(crate) const CARDINALITY_VIOLATION: &str = "21000";
pub(crate) const UNTRANSLATABLE_CHARACTER: &str = "22P05";
pub(crate) const NOT_NULL_VIOLATION: &str = "23502";
pub(crate) const FOREIGN_KEY_VIOLATION: &str = "23503";
pub(crate) const UNIQUE_VIOLATION: &str = "23505";
pub(crate) const CHECK_VIOLATION: &str = "23514";
pub(crate) const IN_FAILED_SQL_TRANSACTION: &str = "25P02";
pub(crate) const INVALID_SCHEMA_NAME: &str = "3F000";
pub(crate) const SERIALIZATION_FAILURE: &str = "40001";
pub(crate) const DEADLOCK_DETECTED: &str = "40P01";
pub(crate) const SYNTAX_ERROR: &str = "42601";
pub(crate) const UNDEFINED_COLUMN: &str = "42703";
pub(crate) const WRONG_OBJECT_TYPE: &str = "42809";
pub(crate) const GENERATED_ALWAYS: &str = "428C9";
pub(crate) const UNDEFINED_TABLE: &str = "42P01";
pub(crate) const CONFIGURATION_LIMIT_EXCEEDED: &str = "53400";
pub(crate) const OBJECT_IN_USE: &str = "55006";
pub(crate) const LOCK_NOT_AVAILABLE: &str = "55P03";
pub(crate) const QUERY_CANCELED: &str = "57014";

/// Returns true if the statement was cancelled, or if its transaction cannot be committed any more.
pub(crate) fn ends_run(code: &str) -> bool {
    code.starts_with(class::OPERATOR_INTERVENTION) || [SERIALIZATION_FAILURE, IN_FAILED_SQL_TRANSACTION].contains(&code)
}

/// The prefixes of the SQLSTATEs of a class.
pub(crate) mod class {
    pub(crate) const CONNECTION_EXCEPTION: &str = "08";
    pub(crate) const TRANSACTION_ROLLBACK: &str = "40";
    pub(crate) const INSUFFICIENT_RESOURCES: &str = "53";
    pub(crate) const PROGRAM_LIMIT_EXCEEDED: &str = "54";
    pub(crate) const OBJECT_NOT_IN_PREREQUISITE_STATE: &str = "55";
    pub(crate) const OPERATOR_INTERVENTION: &str = "57";
    /// The shutdowns of the class above, after which the server ends the connection.
    pub(crate) const SHUTDOWN: &str = "57P";
    pub(crate) const SYSTEM_ERROR: &str = "58";
    pub(crate) const INTERNAL_ERROR: &str = "XX";
}
