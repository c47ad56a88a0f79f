//! Signs that a database is not one's own.

use std::fmt;
use std::net::IpAddr;

use super::facts::Facts;
use super::host::{is_own, is_private};
use super::tables::{Rows, TableFacts};
use crate::terminal::{counted, escape};

/// The words in a name that tell of a database in use.
const WORDS: [&str; 4] = ["prod", "production", "live", "primary"];

/// A sign that a database is not one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sign {
    /// A table of the run has rows, or may have.
    Rows(TableFacts),
    /// Other clients are connected to the database; who they are.
    Sessions(String),
    /// Standbys or other receivers of the server's WAL.
    Standbys(u64),
    /// Replication slots.
    Slots(u64),
    /// This role may not see whether there are such.
    Unseen(&'static str),
    /// A word in the database's name.
    DatabaseName(String, &'static str),
    /// A word in the host's name.
    HostName(String, &'static str),
    /// The host is neither this machine nor in a private network.
    FarHost(String),
    /// The same of the address at which the server took the connection, as behind a tunnel.
    FarServer(IpAddr),
}

/// Returns the signs that the facts show.
pub fn signs(facts: &Facts) -> Vec<Sign> {
    let with_rows = facts.targets.iter().filter(|table| table.rows.may_be_some());
    let mut signs = with_rows.cloned().map(Sign::Rows).collect::<Vec<_>>();
    match &facts.sessions {
        Some(sessions) if sessions.is_empty() => {}
        Some(_) => signs.push(Sign::Sessions(facts.sessions_in_words())),
        None => signs.push(Sign::Unseen("other sessions")),
    }
    match facts.standbys {
        Some(0) => {}
        Some(n) => signs.push(Sign::Standbys(n)),
        None => signs.push(Sign::Unseen("standbys")),
    }
    match facts.slots {
        Some(0) => {}
        Some(n) => signs.push(Sign::Slots(n)),
        None => signs.push(Sign::Unseen("replication slots")),
    }
    if let Some(word) = telling_word(&facts.database) {
        signs.push(Sign::DatabaseName(facts.database.clone(), word));
    }
    if let Some(word) = telling_word(&facts.host.name) {
        signs.push(Sign::HostName(facts.host.name.clone(), word));
    }
    let far = facts
        .server_address
        .filter(|address| !is_private(*address) && !is_own(*address));
    match far {
        _ if !facts.host.is_near() => signs.push(Sign::FarHost(facts.host.to_string())),
        Some(address) => signs.push(Sign::FarServer(address)),
        None => {}
    }
    signs
}

/// The first telling word of a name: `shop_prod`, `prod-db-1`, `ShopLive`, but not `products` or `delivery`.
fn telling_word(name: &str) -> Option<&'static str> {
    let words = words(name);
    WORDS
        .into_iter()
        .find(|telling| words.iter().any(|word| word == telling))
}

/// The words of a name, in small letters: runs of letters, and of letters from a capital on.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut before = None::<char>;
    for c in name.chars() {
        let begins = c.is_uppercase() && before.is_some_and(char::is_lowercase);
        if begins || !c.is_alphabetic() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphabetic()) {
            word.extend(c.to_lowercase());
        }
        before = Some(c);
    }
    words
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rows(TableFacts { name, rows }) => {
                let name = name.to_string();
                match rows {
                    Rows::Unseen(why) => write!(f, "{} may have rows: {why}", escape(&name)),
                    rows => write!(f, "{} has {rows}", escape(&name)),
                }
            }
            Self::Sessions(who) => write!(f, "other sessions are in the database, {who}"),
            Self::Standbys(n) => write!(
                f,
                "the server sends its WAL to {}, such as a standby",
                counted(*n, "receiver")
            ),
            Self::Slots(n) => write!(f, "the server has {}", counted(*n, "replication slot")),
            Self::Unseen(what) => write!(f, "this role cannot see whether there are {what}"),
            Self::DatabaseName(name, word) => {
                write!(f, "the name of the database, {}, has the word {word}", escape(name))
            }
            Self::HostName(name, word) => write!(f, "the name of the host, {}, has the word {word}", escape(name)),
            Self::FarHost(host) => {
                write!(
                    f,
                    "the host, {}, is neither this machine nor in a private network",
                    escape(host)
                )
            }
            Self::FarServer(address) => write!(
                f,
                "the server's own address, {address}, is neither this machine's nor in a private network"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_and_parts_of_words_do_not() {
        for (name, word) in [
            ("prod", Some("prod")),
            ("shop_prod", Some("prod")),
            ("prod-db-1", Some("prod")),
            ("prod1", Some("prod")),
            ("shopProd", Some("prod")),
            ("PROD", Some("prod")),
            ("db.live.example.com", Some("live")),
            ("pg-primary-0", Some("primary")),
            ("shop production", Some("production")),
            ("Live", Some("live")),
            ("products", None),
            ("delivery", None),
            ("olive", None),
            ("primaryschool", None),
            ("shop", None),
            ("alive_and_kicking", None),
            ("reprod", None),
            ("", None),
            ("日本", None),
        ] {
            assert_eq!(telling_word(name), word, "{name}");
        }
    }
}
