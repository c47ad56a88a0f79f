//! The detection of the way a file is written, from its head and against the columns of its table.

mod bytes;
mod decision;
mod form;
mod not_csv;
mod notation;
mod nulls;

pub use decision::Decision;
use decision::Decisions;

use crate::convert::Notation;
use crate::csv::{Block, Dialect};
use crate::input::Head;
use crate::mapping::Mapping;
use crate::mistake::Mistake;
use crate::options::{CsvOptions, NullWord};
use crate::reading::Reading;
use crate::target::Target;

/// Everything decided about a file.
#[derive(Debug)]
pub(crate) struct Detected {
    pub(crate) dialect: Dialect,
    pub(crate) has_header: bool,
    pub(crate) reading: Reading,
    pub(crate) decisions: Vec<Decision>,
}

/// Decides about a file with this head.
///
/// # Errors
/// All mistakes that can be found together.
pub(crate) fn detect(head: &Head<'_>, target: &Target, options: &CsvOptions) -> Result<Detected, Vec<Mistake>> {
    let mut decisions = Decisions::default();
    let dialect = form::dialect(head, target, options, &mut decisions).map_err(|mistake| vec![mistake])?;
    let (records, fault) = Block::of_head(head.text, head.is_whole, dialect);
    if let Some(mistake) = skips_all(head, dialect, options) {
        return Err(vec![mistake]);
    }
    let first = first_record(&records);
    if let (None, Some(fault)) = (&first, &fault) {
        let mistake = || Mistake::new(format!("line {}: {fault}", fault.line), "mend the file");
        return Err(vec![
            not_csv::explain(head.text, target, options).unwrap_or_else(mistake),
        ]);
    }
    if first.is_none() && options.columns.is_none() {
        let advice = "check where it comes from; a file that may be empty is loaded with --columns";
        return Err(vec![Mistake::new("the file is empty", advice)]);
    }
    let first = first.unwrap_or_default();
    let has_header = form::header(&first, target, options, &mut decisions)
        .map_err(|mistake| vec![not_csv::explain(head.text, target, options).unwrap_or(mistake)])?;
    let mapping = form::mapping(&first, has_header, target, options, &mut decisions)?;
    let fields = first.len();
    let sample = Sample::new(&records, has_header, fields, &mapping, target);
    let mut mistakes = Vec::new();
    let base = base_notation(options);
    let nulls = nulls::detect(&sample, &base, options, &mut decisions).unwrap_or_else(|found| {
        mistakes.extend(found);
        nulls::NullWords::said(options)
    });
    let notation = notation::detect(&sample, &nulls.words, &base, options, &mut decisions).unwrap_or_else(|found| {
        mistakes.extend(found);
        base
    });
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    bytes::tell(&sample, &nulls.words, &mut decisions);
    let columns = mapping.columns(target);
    let reading = Reading::new(
        &columns,
        fields,
        &notation,
        options.empty_as,
        |column| nulls.of(column),
        target.has_before_trigger,
    );
    Ok(Detected {
        dialect,
        has_header,
        reading,
        decisions: decisions.into_list(),
    })
}

/// The mistake that `--skip-lines` leaves nothing of a file that has lines. All of them may be left out of a file that may be
/// empty, which is one whose columns are named.
fn skips_all(head: &Head<'_>, dialect: Dialect, options: &CsvOptions) -> Option<Mistake> {
    let lines = dialect.lines(head.text);
    let skipped = u64::from(options.skip_lines);
    let leaves_none = if options.columns.is_some() && head.is_whole {
        skipped > lines
    } else {
        skipped >= lines
    };
    if lines == 0 || skipped == 0 || !leaves_none {
        return None;
    }
    let noun = if lines == 1 { "line" } else { "lines" };
    let of_what = if head.is_whole {
        "the file's"
    } else {
        "the first megabyte's"
    };
    Some(Mistake::new(
        format!("--skip-lines {skipped} leaves out all of {of_what} {lines} {noun}"),
        "give the number of lines before the header, or before the first row",
    ))
}

/// The fields of the first record, which may be a header.
fn first_record(records: &Block) -> Option<Vec<String>> {
    let mut records = records.records(None);
    let first = records.next()?.ok()?;
    Some(first.fields().map(|field| field.text.to_owned()).collect())
}

/// The notation as far as the user says it.
fn base_notation(options: &CsvOptions) -> Notation {
    Notation {
        dates: options.dates,
        decimal: options.decimal.unwrap_or('.'),
        thousands: options.thousands.flatten(),
        booleans: options.booleans.clone(),
        timezone: options.timezone.clone(),
        round: options.round,
        two_digit_years: options.two_digit_years,
    }
}

/// The fields of the head's rows, by column.
pub(crate) struct Sample<'t> {
    pub(crate) columns: Vec<SampleColumn<'t>>,
}

/// The unquoted and quoted fields of a column.
pub(crate) struct SampleColumn<'t> {
    pub(crate) column: &'t crate::target::TargetColumn,
    /// Each field, and whether it was in quotes. An empty field is left out.
    pub(crate) fields: Vec<(String, bool)>,
    /// True if an empty field is in quotes.
    pub(crate) has_quoted_empty: bool,
}

/// The most rows that are looked at.
const SAMPLE: usize = 10_000;

impl<'t> Sample<'t> {
    fn new(records: &Block, has_header: bool, fields: usize, mapping: &Mapping, target: &'t Target) -> Self {
        let empty = |(column, field)| {
            let column = SampleColumn {
                column,
                fields: Vec::new(),
                has_quoted_empty: false,
            };
            (field, column)
        };
        let mut columns = mapping.columns(target).into_iter().map(empty).collect::<Vec<_>>();
        let mut records = records.records(Some(fields));
        let mut rows = 0;
        while let Some(record) = records.next() {
            rows += 1;
            let Ok(record) = record else { continue };
            if rows == 1 && has_header {
                continue;
            }
            if rows > SAMPLE {
                break;
            }
            for (field, column) in &mut columns {
                match record.get(*field) {
                    Some(field) if field.text.is_empty() => column.has_quoted_empty |= field.is_quoted,
                    Some(field) => column.fields.push((field.text.to_owned(), field.is_quoted)),
                    None => {}
                }
            }
        }
        Self {
            columns: columns.into_iter().map(|(_, column)| column).collect(),
        }
    }
}

impl SampleColumn<'_> {
    /// Returns true if the word is a field without quotes.
    pub(crate) fn has_unquoted(&self, word: &str) -> bool {
        self.fields.iter().any(|(text, is_quoted)| text == word && !is_quoted)
    }

    /// The fields that are values.
    pub(crate) fn values<'s>(&'s self, nulls: &'s [NullWord]) -> impl Iterator<Item = &'s str> {
        let is_null = |word: &str| {
            nulls
                .iter()
                .any(|null| null.word == word && (null.in_text || !self.column.is_text()))
        };
        let fields = self.fields.iter();
        fields
            .filter(move |(text, is_quoted)| *is_quoted || !is_null(text))
            .map(|(text, _)| text.as_str())
    }
}
