//! The command line's word on files, as the reader of files takes it.

use blink_files::jiff::tz::TimeZone;
use blink_files::{CsvOptions, DateOrder, EmptyField, Encoding, Escape, NullWord};

use crate::args::{self, EmptyAs, FileOptions, Order, Quote};
use crate::exit::Failure;
use crate::terminal::escape;

/// Makes the reader's options.
///
/// # Errors
/// If there is no encoding or time zone of a name that was given.
pub(super) fn csv_options(options: &FileOptions) -> Result<CsvOptions, Failure> {
    let (columns, dialect, values) = (&options.columns, &options.dialect, &options.values);
    let nulls = values.nulls.iter().map(|word| (word, true));
    let but_in_text = values.nulls_but_in_text.iter().map(|word| (word, false));
    let nulls = nulls.chain(but_in_text).map(|(word, in_text)| NullWord {
        word: word.clone(),
        in_text,
    });
    Ok(CsvOptions {
        map: columns.map.clone(),
        ignore_extra: columns.ignore_extra,
        columns: columns.names.clone(),
        header: dialect.header,
        delimiter: dialect.delimiter,
        quote: dialect.quote.map(|quote| match quote {
            Quote::None => None,
            Quote::Char(char) => Some(char),
        }),
        escape: dialect.escape.map(|escape| match escape {
            args::Escape::Doubled => Escape::Doubled,
            args::Escape::Backslash => Escape::Backslash,
        }),
        encoding: dialect.encoding.as_deref().map(encoding).transpose()?,
        null: nulls.collect(),
        empty_as: match values.empty_as {
            Some(EmptyAs::Text) => EmptyField::Text,
            Some(EmptyAs::Null) | None => EmptyField::Null,
        },
        booleans: values.booleans.clone(),
        dates: values.dates.map(|order| match order {
            Order::Ymd => DateOrder::Ymd,
            Order::Dmy => DateOrder::Dmy,
            Order::Mdy => DateOrder::Mdy,
        }),
        two_digit_years: values.two_digit_years,
        decimal: values.decimal,
        thousands: values.thousands.map(Some),
        timezone: values.timezone.as_deref().map(zone).transpose()?,
        round: values.round,
    })
}

fn encoding(name: &str) -> Result<Encoding, Failure> {
    Encoding::from_name(name).ok_or_else(|| {
        Failure::usage(format!("no encoding is called {}", escape(name)))
            .with_help("say utf-8, utf-16le, utf-16be, windows-1252, or another name of the Encoding Standard")
    })
}

fn zone(name: &str) -> Result<TimeZone, Failure> {
    TimeZone::get(name).map_err(|_| {
        Failure::usage(format!("no time zone is called {}", escape(name)))
            .with_help("say UTC, or a name of the time zone database such as Europe/Berlin")
    })
}
