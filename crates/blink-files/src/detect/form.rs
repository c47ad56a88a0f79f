//! The characters of a file's grammar, its header, and its columns.

use super::decision::Decisions;
use super::nulls;
use crate::convert::{Converter, Notation};
use crate::csv::{Block, Dialect, Escape, Field, LineEnd};
use crate::input::Head;
use crate::mapping::Mapping;
use crate::mistake::Mistake;
use crate::options::CsvOptions;
use crate::target::Target;
use crate::text::{listed, shown};

/// The delimiters of files, the most common first.
pub(super) const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// The ways of quoting, the most common first.
const QUOTINGS: [(Option<char>, Escape); 3] = [
    (Some('"'), Escape::Doubled),
    (Some('"'), Escape::Backslash),
    (None, Escape::Doubled),
];

/// The most records of each candidate that are looked at.
const LOOKED_AT: u64 = 1_000;

/// The fit of a dialect to a file: the first difference decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// The names of the first record that are columns of the table.
    names: usize,
    grammar: Grammar,
    /// The share of records with as many fields as the first, in thousandths.
    even: u64,
    /// The fields that are values of the column at their place, in thousandths.
    values: u64,
    /// True if there is more than one field, or there is one column.
    is_split: bool,
}

/// The obedience of a file to a dialect's rules, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grammar {
    /// Fields begin with a quote, which the dialect takes for text. If such a quote is not closed, that is a fault, and
    /// not another dialect.
    IgnoresQuotes,
    /// The records cannot all be told apart.
    Broken,
    Obeyed,
}

/// Decides the dialect.
pub(super) fn dialect(
    head: &Head<'_>,
    target: &Target,
    options: &CsvOptions,
    decisions: &mut Decisions,
) -> Result<Dialect, Mistake> {
    let said_by_file = sep_line(head.text, options.skip_lines);
    let delimiters = match options.delimiter.or(said_by_file) {
        Some(said) => vec![said],
        None => DELIMITERS.to_vec(),
    };
    let mut best: Option<(Fit, Dialect)> = None;
    for delimiter in delimiters {
        for (quote, escape) in quotings(options) {
            let dialect = Dialect::new(delimiter, quote, escape)
                .map_err(|error| Mistake::new(error.to_string(), "choose other characters"))?
                .with_skipped_lines(options.skip_lines.saturating_add(said_by_file.is_some().into()));
            let dialect = dialect.with_line_end(LineEnd::of_head(head.text, dialect));
            let fit = fit(head, dialect, target, options);
            // Of equals the first is the most common.
            if best.is_none_or(|(before, _)| fit > before) {
                best = Some((fit, dialect));
            }
        }
    }
    let Some((_, dialect)) = best else {
        return Err(Mistake::new(
            "no way of writing CSV is left to try",
            "choose other characters",
        ));
    };
    let why = match (options.delimiter, said_by_file) {
        (Some(_), _) => ", as said",
        (None, Some(_)) => ", by the first line, sep=",
        _ => "",
    };
    decisions.add(
        "delimiter",
        format!("{}{why}", named(char::from(dialect.delimiter()))),
        "--delimiter",
    );
    let quote = dialect
        .quote()
        .map_or("none".to_owned(), |quote| match dialect.escape() {
            Escape::Doubled => named(char::from(quote)),
            Escape::Backslash => format!("{}, escaped by a backslash", named(char::from(quote))),
        });
    decisions.add("quote", quote, "--quote, --escape");
    Ok(dialect.with_empty_line_as_record(one_field(head, dialect)))
}

fn quotings(options: &CsvOptions) -> Vec<(Option<char>, Escape)> {
    let escapes = options
        .escape
        .map_or(vec![Escape::Doubled, Escape::Backslash], |said| vec![said]);
    match options.quote {
        Some(None) => vec![(None, Escape::Doubled)],
        Some(quote) => escapes.into_iter().map(|escape| (quote, escape)).collect(),
        None => {
            let fit = |(quote, escape): &(Option<char>, Escape)| quote.is_none() || escapes.contains(escape);
            QUOTINGS.into_iter().filter(fit).collect()
        }
    }
}

/// The delimiter in a first line `sep=;`, which Excel writes and reads.
fn sep_line(head: &str, skip_lines: u32) -> Option<char> {
    let line = head.lines().nth(skip_lines.try_into().ok()?)?;
    let mut rest = line
        .strip_prefix("sep=")
        .or_else(|| line.strip_prefix("\"sep=")?.strip_suffix('"'))?
        .chars();
    let delimiter = rest.next()?;
    rest.next().is_none().then_some(delimiter)
}

fn one_field(head: &Head<'_>, dialect: Dialect) -> bool {
    let (records, _) = Block::of_head(head.text, head.is_whole, dialect);
    let mut records = records.records(None);
    matches!(records.next(), Some(Ok(record)) if record.len() == 1)
}

fn fit(head: &Head<'_>, dialect: Dialect, target: &Target, options: &CsvOptions) -> Fit {
    let (block, fault) = Block::of_head(head.text, head.is_whole, dialect);
    let mut records = block.records(None);
    let (mut looked, mut even) = (0, 0);
    let mut is_broken = fault.is_some_and(|fault| fault.ends_reading());
    let mut ignores_quotes = false;
    let mut first: Option<Vec<String>> = None;
    let mut values = Values::new(target);
    while let Some(record) = records.next() {
        looked += 1;
        match record {
            Err(fault) => is_broken |= fault.ends_reading(),
            Ok(record) => {
                let fields = record.fields().map(|field| field.text);
                let begins_with_quote = |field: Field<'_>| !field.is_quoted && field.text.starts_with('"');
                ignores_quotes |= dialect.quote().is_none() && record.fields().any(begins_with_quote);
                if let Some(first) = &first {
                    even += u64::from(first.len() == record.len());
                    values.add(fields);
                } else {
                    even += 1;
                    first = Some(fields.map(str::to_owned).collect());
                }
            }
        }
        if looked >= LOOKED_AT {
            break;
        }
    }
    let first = first.unwrap_or_default();
    Fit {
        names: Mapping::known(&first, target, options),
        grammar: match (ignores_quotes, is_broken) {
            (true, _) => Grammar::IgnoresQuotes,
            (false, true) => Grammar::Broken,
            (false, false) => Grammar::Obeyed,
        },
        even: even * 1_000 / looked.max(1),
        values: values.share(),
        is_split: first.len() > 1 || target.columns.len() == 1,
    }
}

/// The fields that are values of the columns at their places.
struct Values {
    converters: Vec<Converter>,
    fit: u64,
    all: u64,
    scratch: String,
}

impl Values {
    fn new(target: &Target) -> Self {
        let columns = target.columns.iter().filter(|column| !column.is_generated);
        Self {
            converters: columns
                .map(|column| Converter::new(&column.ty, &Notation::default()))
                .collect(),
            fit: 0,
            all: 0,
            scratch: String::new(),
        }
    }

    fn add<'f>(&mut self, fields: impl ExactSizeIterator<Item = &'f str>) {
        self.all += self.converters.len().max(fields.len()) as u64;
        for (converter, field) in self.converters.iter().zip(fields) {
            self.scratch.clear();
            let is_null = field.is_empty() || nulls::is_word(field);
            self.fit += u64::from(is_null || converter.text(field, &mut self.scratch).is_ok());
        }
    }

    fn share(&self) -> u64 {
        self.fit * 1_000 / self.all.max(1)
    }
}

/// Decides whether the first record is a header.
pub(super) fn header(
    first: &[String],
    target: &Target,
    options: &CsvOptions,
    decisions: &mut Decisions,
) -> Result<bool, Mistake> {
    let known = Mapping::known(first, target, options);
    if let Some(said) = options.header {
        decisions.add(
            "header",
            if said {
                "the first line, as said"
            } else {
                "none, as said"
            },
            "--header, --no-header",
        );
        return Ok(said);
    }
    if known > 0 {
        let found = format!("the first line: {known} of its {} names are columns", first.len());
        decisions.add("header", found, "--no-header");
        return Ok(true);
    }
    if options.columns.is_some() || first.is_empty() {
        decisions.add("header", "none", "--header");
        return Ok(false);
    }
    let mut values = Values::new(target);
    values.add(first.iter().map(String::as_str));
    // Any text is a value of a column of text, so that such a table tells nothing.
    let tells = target
        .columns
        .iter()
        .any(|column| !column.is_text() && !column.is_generated);
    if values.share() == 1_000 && tells {
        decisions.add("header", "none: the first line is a row of the table", "--header");
        return Ok(false);
    }
    let columns = listed(target.columns.iter().map(|column| column.name.as_str()));
    Err(Mistake::new(
        format!(
            "the first line has no column of {} ({columns}), but {}",
            target.name,
            listed(first.iter().map(String::as_str))
        ),
        "say --map NAME=COLUMN if it is a header, or --columns with their names if it is a row",
    ))
}

/// Decides which field goes into which column.
pub(super) fn mapping(
    first: &[String],
    has_header: bool,
    target: &Target,
    options: &CsvOptions,
    decisions: &mut Decisions,
) -> Result<Mapping, Vec<Mistake>> {
    let names = match &options.columns {
        Some(said) if said.len() == first.len() || first.is_empty() => Some(said.as_slice()),
        Some(said) => {
            let what = format!(
                "--columns names {} columns, but the first line has {} fields",
                said.len(),
                first.len()
            );
            return Err(vec![Mistake::new(what, "name each field's column")]);
        }
        None if has_header => Some(first),
        None => None,
    };
    let Some(names) = names else {
        let Some(mapping) = Mapping::in_order(first.len(), target) else {
            let what = format!("the file has no header, and {} fields", first.len());
            return Err(vec![Mistake::new(what, "say --columns with the names of its columns")]);
        };
        decisions.add(
            "columns",
            "all of the table, in its order, since there are as many fields",
            "--columns",
        );
        return Ok(mapping);
    };
    let mapping = Mapping::by_name(names, target, options)?;
    if !mapping.ignored.is_empty() {
        decisions.add(
            "left out",
            listed(mapping.ignored.iter().map(String::as_str)),
            "--ignore-extra",
        );
    }
    Ok(mapping)
}

/// A character as people call it.
fn named(char: char) -> String {
    match char {
        ',' => "comma".to_owned(),
        ';' => "semicolon".to_owned(),
        '\t' => "tab".to_owned(),
        '|' => "vertical bar".to_owned(),
        '"' => "double quote".to_owned(),
        '\'' => "single quote".to_owned(),
        other => shown(&other.to_string()),
    }
}
