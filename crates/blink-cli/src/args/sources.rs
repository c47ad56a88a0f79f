//! The files that arguments name: themselves, those that a pattern matches, those of a folder, standard input.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::exit::Failure;
use crate::terminal::escape;

/// The endings of files that a folder is searched for.
const ENDINGS: [&str; 4] = ["csv", "tsv", "tab", "psv"];

/// Something that rows are read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Standard input.
    Stdin,
    /// A file, or what can be read like one.
    File(PathBuf),
}

/// The sources of a run, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// At least one source.
    pub list: Vec<Source>,
    /// The entries of named folders that are not read, in order. They are to be told.
    pub left_out: Vec<LeftOut>,
}

/// An entry of a folder that is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The entry.
    pub path: PathBuf,
    /// The reason.
    pub reason: &'static str,
}

/// Finds the sources that arguments name.
pub(super) fn expand(arguments: &[PathBuf]) -> Result<Sources, Failure> {
    let mut sources = Sources::default();
    for argument in arguments {
        if argument.as_os_str() == "-" {
            sources.list.push(Source::Stdin);
        } else {
            add(&mut sources, argument)?;
        }
    }
    refuse_doubles(&sources.list)?;
    Ok(sources)
}

fn add(sources: &mut Sources, argument: &Path) -> Result<(), Failure> {
    match fs::metadata(argument) {
        Ok(found) if found.is_dir() => add_folder(sources, argument),
        Ok(_) => {
            sources.list.push(Source::File(argument.to_owned()));
            Ok(())
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => add_matches(sources, argument),
        Err(error) => Err(unreadable(argument, &error)),
    }
}

/// Adds the files of a folder by their names, without its folders.
fn add_folder(sources: &mut Sources, folder: &Path) -> Result<(), Failure> {
    let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
    let mut paths = match entries {
        Ok(entries) => entries.into_iter().map(|entry| entry.path()).collect::<Vec<_>>(),
        Err(error) => return Err(unreadable(folder, &error)),
    };
    paths.sort();
    let (before, left_out_before) = (sources.list.len(), sources.left_out.len());
    for path in paths {
        // As shells and patterns do.
        if is_hidden(&path) {
            continue;
        }
        if path.is_dir() {
            let reason = "a folder within a folder is not looked into";
            sources.left_out.push(LeftOut { path, reason });
        } else if has_known_ending(&path) {
            sources.list.push(Source::File(path));
        } else {
            let reason = "its name ends in none of .csv, .tsv, .tab and .psv";
            sources.left_out.push(LeftOut { path, reason });
        }
    }
    if sources.list.len() == before {
        let left_out = sources.left_out.get(left_out_before..).unwrap_or_default();
        return Err(
            Failure::usage(format!("the folder {} has no file to load", shown(folder))).with_help(format!(
                "files of a folder are those that end in .csv, .tsv, .tab or .psv; name others by a pattern, as in {}",
                shown(&folder.join(other_pattern(left_out)))
            )),
        );
    }
    Ok(())
}

/// The pattern of the files of a folder that were left out, by the ending that most of them have.
fn other_pattern(left_out: &[LeftOut]) -> String {
    let endings = left_out.iter().filter_map(|entry| entry.path.extension()?.to_str());
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for ending in endings {
        match counts.iter_mut().find(|(known, _)| *known == ending) {
            Some((_, count)) => *count += 1,
            None => counts.push((ending, 1)),
        }
    }
    let most = counts.iter().max_by_key(|(_, count)| *count);
    format!("*.{}", most.map_or("txt", |(ending, _)| *ending))
}

fn is_hidden(path: &Path) -> bool {
    path.file_name()
        .is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

fn has_known_ending(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
}

/// Adds what a pattern matches. A path that exists is never taken for a pattern.
fn add_matches(sources: &mut Sources, argument: &Path) -> Result<(), Failure> {
    let pattern = argument.to_str().filter(|text| text.contains(['*', '?', '[']));
    let Some(pattern) = pattern else {
        return Err(missing(argument));
    };
    let wrong = |error: &dyn std::fmt::Display| {
        Failure::usage(format!(
            "{} does not exist, and is no pattern: {error}",
            escape(pattern)
        ))
        .with_help("in a pattern * stands for any characters, ? for one, [ab] for one of these")
    };
    let options = glob::MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    let matches = glob::glob_with(pattern, options).map_err(|error| wrong(&error))?;
    let mut paths = Vec::new();
    for path in matches {
        paths.push(path.map_err(|error| unreadable(error.path(), error.error()))?);
    }
    paths.sort();
    if paths.is_empty() {
        return Err(Failure::usage(format!("no file matches {}", escape(pattern)))
            .with_help("check the folder and the name; the pattern is looked up from the current folder"));
    }
    for path in paths {
        add_existing(sources, &path)?;
    }
    Ok(())
}

/// Adds a path that a pattern has matched, which is not taken for a pattern again.
fn add_existing(sources: &mut Sources, path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        return add_folder(sources, path);
    }
    sources.list.push(Source::File(path.to_owned()));
    Ok(())
}

/// A source that is named twice would be stored twice.
fn refuse_doubles(list: &[Source]) -> Result<(), Failure> {
    let mut seen = HashSet::new();
    for source in list {
        let (identity, name) = match source {
            Source::Stdin => (PathBuf::from("-"), "standard input (-)".to_owned()),
            // A file that has gone since cannot be a double.
            Source::File(path) => (fs::canonicalize(path).unwrap_or_else(|_| path.clone()), shown(path)),
        };
        if !seen.insert(identity) {
            return Err(Failure::usage(format!("{name} is named twice")).with_help("name each file once"));
        }
    }
    Ok(())
}

fn missing(argument: &Path) -> Failure {
    let text = argument.to_string_lossy();
    if text.starts_with("postgres://") || text.starts_with("postgresql://") {
        // Not shown: it may have a password.
        return Failure::usage("a database's URL stands among the files").with_help("give it with --db");
    }
    let help = match nearest(argument) {
        Some(near) => format!("did you mean {}?", shown(&near)),
        None => "check the folder and the name".to_owned(),
    };
    Failure::usage(format!("{} does not exist", shown(argument))).with_help(help)
}

/// The file or folder beside a missing one whose name differs in a letter or two, or in capitals.
fn nearest(missing: &Path) -> Option<PathBuf> {
    /// Two letters in the wrong order are one difference.
    const DIFFERENCES: usize = 2;
    let folder = missing.parent().filter(|folder| !folder.as_os_str().is_empty());
    let name = missing.file_name()?.to_str()?.to_lowercase();
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let near = names.map(|other| (strsim::damerau_levenshtein(&other.to_lowercase(), &name), other));
    // Short names are near to each other without being meant.
    let near = near.filter(|(differences, _)| *differences <= DIFFERENCES && *differences * 4 <= name.chars().count());
    let (_, other) = near.min()?;
    Some(missing.with_file_name(other))
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::usage(format!("{} cannot be read: {error}", shown(path)))
        .with_help("check the path, and whether you may read it")
}

fn shown(path: &Path) -> String {
    escape(&path.to_string_lossy()).into_owned()
}
