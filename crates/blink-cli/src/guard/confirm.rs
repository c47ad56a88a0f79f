//! The confirmation by the name of the database.

use std::fmt::Write as _;

use super::facts::Facts;
use super::signs::Sign;
use crate::exit::{ExitStatus, Failure};
use crate::terminal::{Output, Terminal, WARNING, escape};

/// The user's own words on what is about to happen.
#[derive(Clone, Copy, Debug, Default)]
pub struct Confirmation<'c> {
    /// The name given with `--confirm`.
    pub name: Option<&'c str>,
    /// True if the tables are emptied first.
    pub truncates: bool,
    /// The words on what is written besides the rows.
    pub also: Option<&'c str>,
}

/// The way in which a database was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// There was no sign, or the name was given beforehand.
    Unasked,
    /// The name was typed.
    Typed,
}

/// Shows what is about to be written to. If there are signs, it goes on only if the database's name is given, at the
/// terminal or by `--confirm`. A name that is given has to be right in every case.
///
/// # Errors
/// A failure of the status [`ExitStatus::Usage`]: nobody has confirmed, or not this database.
pub async fn confirm(
    facts: &Facts,
    signs: &[Sign],
    confirmation: Confirmation<'_>,
    terminal: impl FnOnce() -> Option<Terminal>,
    output: &Output,
) -> Result<Confirmed, Failure> {
    let announce = |signs| output.say(announcement(facts, signs, confirmation).trim_end());
    if let Some(name) = confirmation.name {
        announce(signs);
        return compare(facts, name, "--confirm names").map(|()| Confirmed::Unasked);
    }
    if signs.is_empty() {
        announce(signs);
        return Ok(Confirmed::Unasked);
    }
    let Some(terminal) = terminal() else {
        // The failure has the signs.
        announce(&[]);
        return Err(unconfirmed(facts, signs));
    };
    announce(signs);
    let answer = terminal.ask("Type the name of the database to go on: ").await;
    match answer {
        Ok(Some(name)) => compare(facts, &name, "the name typed is").map(|()| Confirmed::Typed),
        Ok(None) => Err(Failure::new(
            ExitStatus::Usage,
            "no name was typed; nothing was written",
        )),
        Err(error) => Err(
            Failure::usage(format!("the terminal cannot be read: {error}; nothing was written"))
                .with_help(advice(facts)),
        ),
    }
}

/// The facts, and the signs below them.
fn announcement(facts: &Facts, signs: &[Sign], confirmation: Confirmation<'_>) -> String {
    let mut text = format!("About to write to\n{facts}");
    if confirmation.truncates {
        // Writing to a String does not fail.
        _ = writeln!(
            text,
            "{WARNING}All rows of these tables are removed first (--truncate).{WARNING:#}"
        );
    }
    if let Some(also) = confirmation.also {
        _ = writeln!(text, "{also}");
    }
    if !signs.is_empty() {
        _ = writeln!(text, "{WARNING}This may not be a database of your own:{WARNING:#}");
    }
    for sign in signs {
        _ = writeln!(text, "  - {sign}");
    }
    text
}

fn compare(facts: &Facts, name: &str, said: &str) -> Result<(), Failure> {
    if name == facts.database {
        return Ok(());
    }
    let message = format!(
        "{said} {}, and the database is {}; nothing was written",
        named(name),
        named(&facts.database)
    );
    Err(Failure::usage(message).with_help("check which database it is, then give its exact name"))
}

fn named(name: &str) -> String {
    if name.is_empty() {
        "empty".to_owned()
    } else {
        escape(name).into_owned()
    }
}

fn unconfirmed(facts: &Facts, signs: &[Sign]) -> Failure {
    let mut message = format!(
        "{} may not be a database of your own, and there is no terminal to ask at; nothing was written",
        escape(&facts.database)
    );
    for sign in signs {
        _ = write!(message, "\n  - {sign}");
    }
    Failure::usage(message).with_help(advice(facts))
}

fn advice(facts: &Facts) -> String {
    format!("if it is the right one, add --confirm {}", shell_word(&facts.database))
}

/// A name as a shell reads it back.
fn shell_word(name: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !name.is_empty() && !name.starts_with('-') && name.chars().all(is_plain) {
        name.to_owned()
    } else {
        format!("'{}'", escape(name).replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use blink::TableName;

    use super::super::host::{Host, Place};
    use super::super::tables::{Rows, TableFacts};
    use super::*;

    fn facts() -> Facts {
        Facts {
            database: "shop".to_owned(),
            host: Host {
                name: "db".to_owned(),
                place: Place::Socket,
            },
            server_address: None,
            role: "app".to_owned(),
            login: "app".to_owned(),
            version: "16.2".to_owned(),
            bytes: Some(1_000),
            tables: 1,
            targets: Vec::new(),
            sessions: Some(Vec::new()),
            standbys: Some(0),
            slots: Some(0),
        }
    }

    #[test]
    fn what_is_about_to_happen_is_announced() {
        let confirmation = Confirmation {
            name: None,
            truncates: true,
            also: Some("A record is kept."),
        };
        let text = announcement(&facts(), &[Sign::Standbys(2), Sign::Slots(1)], confirmation);
        assert_eq!(
            anstream::adapter::strip_str(&text).to_string(),
            "About to write to
  database  shop
  server    db, PostgreSQL 16.2
  role      app
  holds     1 table, 1.0 kB
  sessions  none
All rows of these tables are removed first (--truncate).
A record is kept.
This may not be a database of your own:
  - the server sends its WAL to 2 receivers, such as a standby
  - the server has 1 replication slot
"
        );
    }

    #[test]
    fn of_many_tables_only_those_with_rows_are_listed() {
        let mut facts = facts();
        facts.targets = (0..30_u64)
            .map(|n| TableFacts {
                name: TableName::qualified("shop", format!("t{n}")),
                rows: if n == 7 { Rows::Exactly(3) } else { Rows::Exactly(0) },
            })
            .collect();
        let text = announcement(&facts, &[], Confirmation::default());
        assert_eq!(
            anstream::adapter::strip_str(&text).to_string(),
            "About to write to
  database  shop
  server    db, PostgreSQL 16.2
  role      app
  holds     1 table, 1.0 kB
  fills     shop.t7 (3 rows)
  fills     29 tables without rows
  sessions  none
"
        );
    }

    #[test]
    fn a_name_is_written_for_the_shell() {
        assert_eq!(shell_word("shop_2"), "shop_2");
        assert_eq!(shell_word("my shop"), "'my shop'");
        assert_eq!(shell_word("it's"), "'it'\\''s'");
    }
}
