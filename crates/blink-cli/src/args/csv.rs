//! The options of CSV files: their columns, their grammar and their values.

use blink_files::jiff::tz::TimeZone;
use blink_files::{CsvOptions, DateOrder, EmptyField, Encoding, Escape, NullWord};

use super::names::{split_mapping, split_names};
use super::raw::{ColumnArgs, DatesArg, DialectArgs, EmptyAsArg, ValueArgs};
use super::values::Quote;
use crate::exit::Failure;
use crate::terminal::escape;

/// Makes the reader's options.
///
/// # Errors
/// If they contradict each other, or name what does not exist.
pub(super) fn csv(of_file: ColumnArgs, dialect: DialectArgs, values: ValueArgs) -> Result<CsvOptions, Failure> {
    let columns = columns(&of_file.map, of_file.columns, &dialect)?;
    let decimal = values.decimal.as_deref().and_then(|text| text.chars().next());
    if dialect
        .delimiter
        .is_some_and(|delimiter| dialect.quote == Some(Quote(Some(delimiter))))
    {
        return Err(Failure::usage("--delimiter and --quote are the same character")
            .with_help("give the character between fields, and the one around them"));
    }
    check_values(&values, decimal)?;
    let escape = dialect
        .escape
        .map(|text| escape_of(&text, dialect.quote, dialect.delimiter));
    Ok(CsvOptions {
        map: mappings(&of_file.map)?,
        ignore_extra: of_file.ignore_extra,
        columns,
        skip_lines: dialect.skip_lines,
        header: match (dialect.header, dialect.no_header) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        },
        delimiter: dialect.delimiter,
        quote: dialect.quote.map(|Quote(quote)| quote),
        escape: escape.transpose()?,
        encoding: dialect.encoding.as_deref().map(encoding).transpose()?,
        null: null_words(values.null, values.null_but_in_text),
        empty_as: match values.empty_as {
            Some(EmptyAsArg::Text) => EmptyField::Text,
            Some(EmptyAsArg::Null) | None => EmptyField::Null,
        },
        booleans: values.booleans,
        dates: values.dates.map(|order| match order {
            DatesArg::Ymd => DateOrder::Ymd,
            DatesArg::Dmy => DateOrder::Dmy,
            DatesArg::Mdy => DateOrder::Mdy,
        }),
        two_digit_years: values.two_digit_years,
        decimal,
        thousands: values.thousands.map(Some),
        timezone: values.timezone.as_deref().map(zone).transpose()?,
        round: values.round,
    })
}

fn null_words(everywhere: Vec<String>, but_in_text: Vec<String>) -> Vec<NullWord> {
    let everywhere = everywhere.into_iter().map(|word| NullWord { word, in_text: true });
    let but_in_text = but_in_text.into_iter().map(|word| NullWord { word, in_text: false });
    everywhere.chain(but_in_text).collect()
}

fn encoding(name: &str) -> Result<Encoding, Failure> {
    Encoding::from_name(name).ok_or_else(|| {
        Failure::usage(format!("no encoding is called {}", escape(name)))
            .with_help("say utf-8, utf-16le, utf-16be, windows-1252, or another name of the Encoding Standard")
    })
}

fn zone(name: &str) -> Result<TimeZone, Failure> {
    if name.trim().is_empty() {
        return Err(Failure::usage("--timezone names no zone").with_help("give a name such as Europe/Berlin"));
    }
    TimeZone::get(name).map_err(|_| {
        Failure::usage(format!("no time zone is called {}", escape(name)))
            .with_help("say UTC, or a name of the time zone database such as Europe/Berlin")
    })
}

/// The names of `--columns`.
fn columns(map: &[String], names: Option<String>, dialect: &DialectArgs) -> Result<Option<Vec<String>>, Failure> {
    let names = names.map(|names| {
        split_names(&names).map_err(|why| {
            Failure::usage(format!("--columns {}: {}", escape(&names), escape(&why)))
                .with_help("give the names with commas in between; a name with a comma in it goes in double quotes")
        })
    });
    let names = names.transpose()?;
    if names.is_some() && !map.is_empty() {
        return Err(Failure::usage("--columns and --map are given at once")
            .with_help("--columns already names every column of the file as the table does; leave --map out"));
    }
    if dialect.no_header && !map.is_empty() {
        return Err(
            Failure::usage("--map needs a header, and --no-header says there is none")
                .with_help("name the file's columns in order with --columns"),
        );
    }
    if dialect.no_header && names.is_none() {
        return Err(
            Failure::usage("a file without a header does not say which column is which")
                .with_help("name its columns in order with --columns"),
        );
    }
    Ok(names)
}

fn mappings(map: &[String]) -> Result<Vec<(String, String)>, Failure> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for text in map {
        let shown = escape(text);
        let Some((file, column)) = split_mapping(text) else {
            return Err(Failure::usage(format!("--map {shown} is no pair of names"))
                .with_help("give the file's column, =, and the table's: --map \"E-Mail=email\""));
        };
        if pairs.iter().any(|(known, _)| *known == file) {
            return Err(
                Failure::usage(format!("--map names the file's column {} twice", escape(&file)))
                    .with_help("a column of the file goes into one of the table"),
            );
        }
        if pairs.iter().any(|(_, known)| *known == column) {
            return Err(
                Failure::usage(format!("--map names the table's column {} twice", escape(&column)))
                    .with_help("a column of the table takes one of the file"),
            );
        }
        pairs.push((file, column));
    }
    Ok(pairs)
}

fn escape_of(text: &str, quote: Option<Quote>, delimiter: Option<char>) -> Result<Escape, Failure> {
    let quote = match quote {
        Some(Quote(None)) => {
            return Err(Failure::usage("--escape has no meaning with --quote none")
                .with_help("it stands before a quote within a field; leave it out"));
        }
        Some(Quote(Some(quote))) => quote,
        None => '"',
    };
    if text == quote.to_string() {
        return Ok(Escape::Doubled);
    }
    if text != "\\" {
        return Err(
            Failure::usage(format!("--escape {} is not supported", escape(text))).with_help(format!(
                "a quote within a field is written {quote}{quote} (--escape '{quote}') or \\{quote} (--escape '\\')"
            )),
        );
    }
    if delimiter == Some('\\') {
        return Err(Failure::usage("--delimiter and --escape are the same character")
            .with_help("give the character between fields, and the one before a quote within a field"));
    }
    Ok(Escape::Backslash)
}

/// Refuses values that make no sense, or not together.
fn check_values(args: &ValueArgs, decimal: Option<char>) -> Result<(), Failure> {
    if decimal.is_some() && decimal == args.thousands {
        return Err(Failure::usage("--decimal and --thousands are the same character")
            .with_help("1.234,50 is --decimal , --thousands .; 1,234.50 is --decimal . --thousands ,"));
    }
    if args.null.iter().any(String::is_empty) {
        return Err(Failure::usage("--null names no word")
            .with_help("for the empty field there is --empty-as null or --empty-as text"));
    }
    if let Some(word) = args
        .null
        .iter()
        .chain(&args.null_but_in_text)
        .find(|word| word.contains(['\n', '\r', '\0']))
    {
        return Err(
            Failure::usage(format!("--null {} has a line break or a NUL in it", escape(word)))
                .with_help("give the word as it stands in the file"),
        );
    }
    Ok(())
}
