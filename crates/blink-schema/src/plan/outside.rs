//! Functions that reach outside of the database, which are not called for a try.

use crate::facts::{Facts, Function};

/// Extensions whose functions speak with other servers or programs, or leave work to what does.
const EXTENSIONS: &[&str] = &[
    "aws_lambda",
    "aws_s3",
    "dblink",
    "file_fdw",
    "http",
    "pg_background",
    "pg_cron",
    "pg_net",
    "pgmq",
    "pgsql_http",
    "plsh",
    "plproxy",
    "postgres_fdw",
    "adminpack",
    "amqp",
    "pg_amqp",
];

/// Parts of sources that call such functions, or send what a rollback does not take back.
const CALLS: &[&str] = &[
    "dblink",
    "http_get",
    "http_post",
    "http_put",
    "http(",
    "net.http",
    "cron.schedule",
    "program '",
    // Of the session, or of the server: no rollback takes them back.
    "pg_advisory_lock(",
    "pg_try_advisory_lock(",
    "lo_export",
    "pg_file_",
    "pg_reload_conf",
    "pg_terminate_backend",
];

/// The functions of a database, and which of them reach outside of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OutsideCalls<'f> {
    facts: &'f Facts,
}

impl<'f> OutsideCalls<'f> {
    pub(crate) fn new(facts: &'f Facts) -> Self {
        Self { facts }
    }

    /// The reason why these functions are not called for a try; None if they may be.
    pub(crate) fn reached(self, functions: impl Iterator<Item = u32>) -> Option<String> {
        let mut known = functions.filter_map(|oid| self.facts.functions.get(&oid));
        known.find_map(Self::of)
    }

    fn of(function: &Function) -> Option<String> {
        let name = format!("{}.{}", function.schema, function.name);
        if let Some(extension) = &function.extension {
            // What an extension does in C is done within the server, but for those that are known not to.
            let reaches = EXTENSIONS.contains(&extension.as_str());
            return reaches.then(|| format!("{name} of the extension {extension} reaches outside of the database"));
        }
        if !function.is_trusted && !["internal", "c"].contains(&function.language.as_str()) {
            return Some(format!(
                "{name} is written in {}, which is untrusted",
                function.language
            ));
        }
        if function.language == "c" {
            return Some(format!("{name} is written in C, and belongs to no extension"));
        }
        calls_outside(&function.source).then(|| format!("{name} reaches outside of the database"))
    }
}

/// Returns true if a source calls what reaches outside.
pub(crate) fn calls_outside(source: &str) -> bool {
    let source = source.to_lowercase();
    CALLS.iter().any(|call| source.contains(call))
}

/// Returns true if a function may move a sequence: by itself, by rows that it stores, or by what it calls.
pub(crate) fn moves_sequences(source: &str) -> bool {
    let source = source.to_lowercase();
    source.is_empty()
        || ["nextval", "setval", "insert", "execute", "perform", "call "]
            .iter()
            .any(|word| source.contains(word))
}

/// Returns true if a function's source reads a table: a name that is no call of a function follows FROM or JOIN.
pub(crate) fn reads_tables(source: &str) -> bool {
    let source = source.to_lowercase();
    let mut words = source.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let follows = word.trim_start_matches('(');
        if !["from", "join"].contains(&follows) {
            continue;
        }
        let Some(next) = words.peek() else { continue };
        let is_name = next.starts_with(|c: char| c.is_alphabetic() || c == '_' || c == '"');
        // `IS DISTINCT FROM x` and `extract(… FROM x)` are taken for a table, which costs a question alone.
        if is_name && !next.contains('(') {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::reads_tables;

    #[test]
    fn a_call_and_a_subquery_are_no_tables() {
        assert!(!reads_tables(
            "SELECT sum(d) FROM (SELECT n FROM generate_series(1, 2) n) t"
        ));
        assert!(reads_tables(
            "SELECT EXISTS (SELECT 1 FROM app.users u WHERE u.id = $1)"
        ));
        assert!(reads_tables("PERFORM 1 FROM \"Users\""));
    }
}
