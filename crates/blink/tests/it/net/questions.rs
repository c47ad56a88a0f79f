//! The long questions to the catalog, by short names: their texts are in `questions.snap`, once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use super::snapshot;
use super::text::canonical;

/// A question, and a part of it that no other one has.
const NAMES: [(&str, &str); 35] = [
    ("session", "current_setting('transaction_read_only')"),
    ("tables", "AS may_have_rules_or_triggers"),
    ("rules and triggers", "AS has_foreign_partition"),
    ("partitions", "AS own_references"),
    ("columns", "a.atttypid AS type_oid"),
    ("locked", "AS exclusive FROM pg_catalog.pg_locks"),
    ("constraints", "k.contype IN ('f', 'c', 'x')"),
    ("trigger events", "AS is_before_or_instead"),
    ("owned sequences", "d.refobjsubid AS number"),
    ("code", "UNION ALL SELECT i.indrelid"),
    ("empty", "c.relkind = 'r' AND pg_catalog.pg_relation_size(c.oid) = 0"),
    ("deferring", "NOT o.condeferrable OR o.condeferred"),
    ("known tables", "pg_catalog.pg_table_is_visible(c.oid) THEN NULL"),
    ("types", "r.rngsubtype"),
    ("labels", "pg_catalog.pg_enum e"),
    ("fields", "t.typtype = 'c'"),
    ("sequences", "used (relid, attnum, seq, text)"),
    ("sequence code", "f.prosrc ~* 'nextval' OR EXISTS"),
    ("truncation", "WITH RECURSIVE reached"),
    ("unique", "pg_catalog.generate_series(0, i.indnkeyatts - 1)"),
    ("table blockers", "may be deferred"),
    (
        SERVER_CODE,
        "u (table_oid, index_oid, trigger_oid, class_id, oid, expression)",
    ),
    (FUNCTIONS, "depends_on_search_path"),
    (TRIGGERS, "AS for_each_row"),
    ("meanings", "AS is_harmless"),
    (
        "settings",
        "pg_catalog.pg_size_bytes(pg_catalog.current_setting('shared_buffers'))",
    ),
    ("counts", "pg_catalog.pg_stat_get_xact_tuples_inserted"),
    ("indexes", "coalesce(k.contype, 'i')"),
    ("object blockers", "'it is not valid'"),
    ("key checks", "AS checks_nulls"),
    (RECHECK, "OVERRIDING SYSTEM VALUE SELECT (NULL::"),
    (XIDS, "FROM(SELECT c.xmin"),
    (CHANGES, "WITH written(xid)"),
    ("truncatable", "m.amname = 'heap'"),
    ("analyzed", "'ShareUpdateExclusiveLock'"),
];

/// Locks a table as its COPY will, and asks for the types of its columns and for the transactions that have ended.
const RECHECK: &str = "recheck";

/// The transactions that wrote the catalog's rows about a table, and what the newer of them wrote. They are asked for only
/// if a transaction of any session, such as another test's, has ended since the plan was made.
const XIDS: &str = "xids";
const CHANGES: &str = "changes";

/// Asks for the objects that others use: first those of tables, then those that were found.
const SERVER_CODE: &str = "server code";

/// Ask for what was found; their OIDs are those of this run of the tests.
const FUNCTIONS: &str = "functions";
const TRIGGERS: &str = "triggers";

const FILE: &str = "questions";

/// A question's name and what it is about, if it is one of these; and its text without that.
fn named(line: &str) -> Option<(&'static str, String, String)> {
    let text = canonical(line);
    let (name, _) = NAMES.into_iter().find(|(_, part)| text.contains(&canonical(part)))?;
    let (text, about) = match name {
        RECHECK => without_columns(&text),
        SERVER_CODE => without_objects(&text),
        FUNCTIONS | TRIGGERS => (without_oids(&text), String::new()),
        CHANGES => without_names(&without_xids(&text), name),
        _ => without_names(&text, name),
    };
    Some((name, text, about))
}

/// The table and the columns, of which there may be any number.
fn without_columns(text: &str) -> (String, String) {
    let (_, about) = text.split_once("INTO ").unwrap_or_default();
    let (about, _) = about.split_once("OVERRIDING").unwrap_or_default();
    let parts = text.split('"').enumerate();
    let mut shown = parts
        .map(|(n, part)| if n % 2 == 1 { "‹name›" } else { part })
        .collect::<String>();
    let name = "‹name›";
    let value = "(NULL::‹name›.‹name›).‹name›";
    for item in [
        name.to_owned(),
        value.to_owned(),
        format!("pg_catalog.pg_typeof({value})"),
    ] {
        while shown.contains(&format!("{item},{item}")) {
            shown = shown.replace(&format!("{item},{item}"), &item);
        }
    }
    (shown, about.to_owned())
}

/// The objects, of which there may be any number, or else the tables.
fn without_objects(text: &str) -> (String, String) {
    let (about, after) = text.split_once("AS(VALUES").unwrap_or_default();
    match after.split_once(")SELECT u.table_oid AS") {
        Some((_, after)) => (
            format!("{about}AS(VALUES‹objects›)SELECT u.table_oid AS{after}"),
            String::new(),
        ),
        None => without_names(text, SERVER_CODE),
    }
}

/// The last list of the text is one of OIDs.
fn without_oids(text: &str) -> String {
    let (before, _) = text.rsplit_once("IN(").unwrap_or_default();
    format!("{before}IN(‹oids›)")
}

/// The numbers of transactions.
fn without_xids(text: &str) -> String {
    let (before, after) = text.split_once("(VALUES").unwrap_or((text, ""));
    let (_, after) = after.split_once(")AS v(id)").unwrap_or(("", after));
    format!("{before}(VALUES‹xids›)AS v(id){after}")
}

/// The OIDs, which are names here, and the tables that are looked for.
fn without_names(text: &str, name: &str) -> (String, String) {
    let mut about = Vec::<&str>::new();
    let mut shown = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('‹') {
        let end = rest[start..].find('›').map_or(rest.len(), |end| start + end);
        let oid = &rest[start + '‹'.len_utf8()..end];
        if !about.contains(&oid) {
            about.push(oid);
        }
        let listed = shown.ends_with("‹oids›") && rest[..start].trim() == ",";
        if !listed {
            shown.push_str(&rest[..start]);
            shown.push_str("‹oids›");
        }
        rest = &rest[(end + '›'.len_utf8()).min(rest.len())..];
    }
    shown.push_str(rest);
    if name != "tables" {
        return (shown, about.join(", "));
    }
    let (before, values) = shown.split_once("(VALUES").unwrap_or((&shown, ""));
    let (values, after) = values
        .split_once(") AS w(")
        .or_else(|| values.split_once(")AS w("))
        .unwrap_or(("", values));
    let about = values.split('\'').skip(1).step_by(2).collect::<Vec<_>>().join(", ");
    (format!("{before}(VALUES‹names›)AS w({after}"), about)
}

/// Returns true if it depends on other sessions whether this is asked, so that it is no part of a scenario.
pub fn is_left_to_chance(short: &str) -> bool {
    let name = short.split(" (").next().unwrap_or(short);
    [XIDS, CHANGES].contains(&name)
}

/// A question in short, if it is one of these. Its text must be the recorded one.
pub fn short(line: &str) -> Option<String> {
    let (name, text, about) = named(line)?;
    let same = recorded(name, &text);
    let note = if same {
        ""
    } else {
        ", whose text is not that of questions.snap"
    };
    let about = if about.is_empty() { about } else { format!(" ({about})") };
    Some(format!("{name}{about}{note}"))
}

/// Returns true if the text is the recorded one; it is, once the file is rewritten.
fn recorded(name: &str, text: &str) -> bool {
    static ASKED: Mutex<Questions> = Mutex::new(Questions::new());
    let mut asked = ASKED.lock().unwrap();
    let mut questions = parsed(&snapshot::read(FILE));
    let text = text.to_owned();
    if !snapshot::updates() {
        let same = questions.get(name).is_some_and(|texts| texts.contains(&text));
        if !same {
            eprintln!("question {name} is not one of questions.snap (BLINK_UPDATE=1 rewrites it):\n  {text}");
        }
        return same;
    }
    // Of several texts only those stay that are asked in this very run of the tests.
    let texts = asked.entry(name.to_owned()).or_default();
    if texts.insert(text) {
        questions.insert(name.to_owned(), texts.clone());
        snapshot::write(FILE, &shown(&questions));
    }
    true
}

type Questions = BTreeMap<String, BTreeSet<String>>;

/// `name:`, and below it a text a line.
fn parsed(file: &str) -> Questions {
    let mut questions = Questions::new();
    let mut name = String::new();
    for line in file.lines() {
        if let Some(text) = line.strip_prefix("  ") {
            questions.entry(name.clone()).or_default().insert(text.to_owned());
        } else {
            name = line.trim_end_matches(':').to_owned();
        }
    }
    questions
}

fn shown(questions: &Questions) -> String {
    let mut file = String::new();
    for (name, texts) in questions {
        file.push_str(&format!("{name}:\n"));
        file.extend(texts.iter().map(|text| format!("  {text}\n")));
    }
    file
}

#[test]
fn the_recorded_questions_are_those_that_have_a_name() {
    let file = snapshot::read(FILE);
    for (name, texts) in parsed(&file) {
        assert!(NAMES.iter().any(|(known, _)| *known == name), "{name}");
        for text in texts {
            assert_eq!(named(&text).map(|(known, ..)| known), Some(&*name), "{text}");
        }
    }
}
