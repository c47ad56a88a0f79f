//! Texts that are no CSV, or not from their first line on.

use super::form::DELIMITERS;
use crate::mapping::Mapping;
use crate::mistake::Mistake;
use crate::options::CsvOptions;
use crate::target::Target;
use crate::text::shown;

/// The lines in which a header is looked for.
const LOOKED_AT: usize = 100;

/// A mistake that says more about a text without a column of the table in its first line.
pub(super) fn explain(head: &str, target: &Target, options: &CsvOptions) -> Option<Mistake> {
    other_format(head).or_else(|| lines_before_header(head, target, options))
}

fn other_format(head: &str) -> Option<Mistake> {
    let text = head.trim_start();
    let first = text.get(..text.len().min(64)).unwrap_or(text).to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| first.starts_with(word));
    let (what, advice) = if begins(&["<!doctype html", "<html"]) {
        let title = title(text).map(|title| format!(" with the title {}", shown(title)));
        let what = format!("is a web page{}, not CSV", title.unwrap_or_default());
        (
            what,
            "it may be the answer to a download that failed: look at it in a browser, and get the file again",
        )
    } else if begins(&["<?xml", "<"]) {
        ("is XML, not CSV".to_owned(), "export it as CSV")
    } else if begins(&["version https://git-lfs"]) {
        (
            "is a pointer of Git LFS, not the file itself".to_owned(),
            "get the file with git lfs pull",
        )
    } else if is_json(text) {
        (
            "is JSON, not CSV".to_owned(),
            "make CSV of it first, for example with @csv of jq",
        )
    } else if begins(&[
        "-- postgresql database dump",
        "--\n-- postgresql",
        "--\r\n-- postgresql",
    ]) {
        ("is a dump of pg_dump, not CSV".to_owned(), "run it with psql -f")
    } else if begins(&["insert into ", "create table ", "-- mysql dump", "/*!"]) {
        ("is SQL, not CSV".to_owned(), "export the table as CSV")
    } else {
        return None;
    };
    Some(Mistake::new(what, advice))
}

/// The title of a web page.
fn title(page: &str) -> Option<&str> {
    let from = page.to_ascii_lowercase().find("<title")?;
    let title = page.get(from..)?.split_once('>')?.1;
    let title = title.split('<').next()?.trim();
    (!title.is_empty()).then_some(title)
}

/// Returns true if a text begins as an object or an array of JSON does, and no field of CSV.
fn is_json(text: &str) -> bool {
    let mut first = text.chars().filter(|char| !char.is_whitespace());
    match (first.next(), first.next(), first.next()) {
        (Some('{'), Some('"' | '}'), _) => true,
        (Some('['), Some('{'), next) => matches!(next, Some('"' | '}')),
        (first, second, _) => (first, second) == (Some('['), Some('[')),
    }
}

/// Lines before the header, such as the title of a report.
fn lines_before_header(head: &str, target: &Target, options: &CsvOptions) -> Option<Mistake> {
    let delimiters = options.delimiter.map_or(DELIMITERS.to_vec(), |said| vec![said]);
    let known = |line: &str, delimiter: char| {
        let names = line
            .split(delimiter)
            .map(|name| name.trim().trim_matches('"').to_owned());
        Mapping::known(&names.collect::<Vec<_>>(), target, options)
    };
    let lines = head.lines().take(LOOKED_AT).enumerate().skip(1);
    let known = lines.map(|(n, line)| {
        let known = delimiters.iter().map(|delimiter| known(line, *delimiter)).max();
        (known.unwrap_or_default(), n)
    });
    // Of equals the first; the name of one column may stand in any text.
    let (_, n) = known
        .filter(|(known, _)| *known > 1)
        .max_by_key(|(known, n)| (*known, std::cmp::Reverse(*n)))?;
    Some(Mistake::new(
        format!("the names of the columns are in line {}, not in the first", n + 1),
        format!("leave out what is before them with --skip-lines {n}"),
    ))
}
