//! The tables whose rows are people.

use crate::facts::Table;

/// The part that people have in a table's rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Party {
    /// No people.
    None,
    /// People who act: a comment on a post is mostly not by the author of the post.
    Actor,
    /// People whom things are about: the customer of an order is also that of its invoice.
    Subject,
}

const ACTORS: &[&str] = &[
    "account",
    "actor",
    "admin",
    "agent",
    "author",
    "contributor",
    "creator",
    "employee",
    "follower",
    "friend",
    "member",
    "operator",
    "people",
    "person",
    "player",
    "profile",
    "reviewer",
    "staff",
    "teacher",
    "user",
    "worker",
];

const SUBJECTS: &[&str] = &[
    "applicant",
    "buyer",
    "candidate",
    "client",
    "contact",
    "customer",
    "donor",
    "guest",
    "lead",
    "passenger",
    "patient",
    "seller",
    "student",
    "subscriber",
    "supplier",
    "vendor",
    "visitor",
];

/// The part of a table's rows, by its name or by its columns.
pub(crate) fn party(table: &Table) -> Party {
    let name = table.name.table().to_lowercase();
    let last = name.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
    let singular = last.strip_suffix('s').unwrap_or(last);
    let is_one_of = |words: &[&str]| words.contains(&last) || words.contains(&singular);
    if is_one_of(SUBJECTS) {
        return Party::Subject;
    }
    let has = |wanted: &[&str]| {
        table
            .columns
            .iter()
            .any(|column| wanted.contains(&column.name.to_lowercase().replace('_', "").as_str()))
    };
    let signs_in = has(&["email", "emailaddress"])
        && has(&[
            "password",
            "passwordhash",
            "encryptedpassword",
            "username",
            "login",
            "firstname",
        ]);
    if is_one_of(ACTORS) || signs_in {
        return Party::Actor;
    }
    Party::None
}
