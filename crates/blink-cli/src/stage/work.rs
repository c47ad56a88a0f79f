//! The kinds of work that a server does for a run.

use std::fmt;

/// The work that a server was last asked to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Work {
    /// Questions and settings.
    #[default]
    Preparing,
    /// COPY.
    Copying,
    /// The building of an index or of a key that rests on one.
    Building(String),
    /// The check of a foreign key, or of another constraint that reads all rows.
    Checking(String),
    /// ANALYZE.
    Analyzing,
    /// COMMIT, of which the outcome is unknown until it is answered.
    Committing,
}

impl Work {
    /// Tells from the statements that are about to be sent. Blink sends what takes long in a request of its own, with
    /// settings and savepoints around it, and COMMIT last.
    pub fn of(sql: &str) -> Self {
        if sql.trim_end_matches([' ', ';']).ends_with("COMMIT") {
            return Self::Committing;
        }
        let built = ["CREATE INDEX ", "CREATE UNIQUE INDEX "]
            .iter()
            .find_map(|keyword| name_after(sql, keyword));
        if let Some((name, _)) = built {
            return Self::Building(name);
        }
        if let Some((name, definition)) = name_after(sql, " ADD CONSTRAINT ") {
            let on_index = ["PRIMARY KEY", "UNIQUE", "EXCLUDE"];
            return if on_index.iter().any(|kind| definition.trim_start().starts_with(kind)) {
                Self::Building(name)
            } else {
                Self::Checking(name)
            };
        }
        if sql.contains("ANALYZE ") {
            return Self::Analyzing;
        }
        Self::Preparing
    }
}

/// The identifier behind a keyword, without its quotes, and the text behind it.
fn name_after<'s>(sql: &'s str, keyword: &str) -> Option<(String, &'s str)> {
    let (_, rest) = sql.split_once(keyword)?;
    let Some(quoted) = rest.strip_prefix('"') else {
        let (name, rest) = rest.split_once(' ')?;
        return Some((name.to_owned(), rest));
    };
    let mut name = String::new();
    let mut parts = quoted.split('"');
    let mut consumed = 0;
    // Two quotes in a row stand for one.
    while let Some(part) = parts.next() {
        name.push_str(part);
        consumed += part.len() + 1;
        let behind = quoted.get(consumed..)?;
        if !behind.starts_with('"') {
            return Some((name, behind));
        }
        name.push('"');
        consumed += 1;
        parts.next();
    }
    None
}

/// Prints `builds users_pkey`: it follows "the server".
impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Preparing => f.write_str("prepares"),
            Self::Copying => f.write_str("stores rows"),
            Self::Building(name) => write!(f, "builds {name}"),
            Self::Checking(name) => write!(f, "checks {name}"),
            Self::Analyzing => f.write_str("analyzes"),
            Self::Committing => f.write_str("commits"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn statements_tell_the_work() {
        let savepoint = "SAVEPOINT blink_object; SELECT pg_catalog.set_config('a', 'b', true)";
        let of = |sql: &str| Work::of(&format!("{savepoint}; {sql}; RELEASE SAVEPOINT blink_object"));
        let building = |name: &str| Work::Building(name.to_owned());
        assert_eq!(
            of("CREATE INDEX users_age ON public.users USING btree (age)"),
            building("users_age")
        );
        assert_eq!(
            of("CREATE UNIQUE INDEX \"a \"\"b\"\"\" ON public.users (age)"),
            building("a \"b\"")
        );
        assert_eq!(
            of("ALTER TABLE users ADD CONSTRAINT \"Users_pkey\" PRIMARY KEY (id)"),
            building("Users_pkey")
        );
        assert_eq!(of("ALTER TABLE users ADD CONSTRAINT u UNIQUE (id)"), building("u"));
        assert_eq!(
            of("ALTER TABLE users ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES t(id)"),
            Work::Checking("fk".to_owned())
        );
        assert_eq!(
            (Work::of("COMMIT"), Work::of("SELECT; COMMIT")),
            (Work::Committing, Work::Committing)
        );
        assert_eq!(Work::of("ANALYZE \"public\".\"users\""), Work::Analyzing);
        assert_eq!(
            (Work::of("SELECT 1"), Work::of("ROLLBACK")),
            (Work::Preparing, Work::Preparing)
        );
        assert_eq!(building("users_age").to_string(), "builds users_age");
    }

    proptest! {
        #[test]
        fn every_quoted_name_is_read_back(name in "[a-z\"ä ]{1,9}") {
            let sql = format!("CREATE INDEX {} ON t (n)", blink::quote_identifier(&name));
            prop_assert_eq!(Work::of(&sql), Work::Building(name));
        }

        #[test]
        fn no_text_makes_it_fail(sql in "(CREATE INDEX |\"| ADD CONSTRAINT |ä|x| ){0,9}") {
            Work::of(&sql);
        }
    }
}
