//! The notation of a file's dates, numbers and booleans.

use super::decision::Decisions;
use super::{Sample, SampleColumn};
use crate::convert::{Aspect, DateOrder, Notation, Readings, Verdict};
use crate::mistake::Mistake;
use crate::options::{CsvOptions, NullWord};
use crate::text::{listed, shown};

/// Finds the notation in which all fields of the sample are values of their columns.
///
/// # Errors
/// If several notations read them, and differently.
pub(super) fn detect(
    sample: &Sample<'_>,
    nulls: &[NullWord],
    base: &Notation,
    options: &CsvOptions,
    decisions: &mut Decisions,
) -> Result<Notation, Vec<Mistake>> {
    let mut notation = base.clone();
    let mut mistakes = Vec::new();
    for aspect in [Aspect::Dates, Aspect::Numbers, Aspect::Booleans] {
        if is_said(aspect, options) {
            tell(aspect, &notation, true, decisions);
            continue;
        }
        let columns = sample.columns.iter();
        let readings = columns.filter_map(|column| Some((column, read(column, nulls, base, aspect)?)));
        let readings = readings.collect::<Vec<_>>();
        let mut all: Option<Readings> = None;
        for (_, readings) in &readings {
            match &mut all {
                Some(all) => all.join(readings),
                None => all = Some(readings.clone()),
            }
        }
        let Some(all) = all else { continue };
        match all.verdict(&notation) {
            // Where no notation reads all, the faults say which ones read some.
            Verdict::Same | Verdict::None => tell(aspect, &notation, false, decisions),
            Verdict::One(found) => {
                notation = found;
                tell(aspect, &notation, false, decisions);
            }
            Verdict::Several(found) => mistakes.push(ambiguous(aspect, &readings, nulls, &found, base)),
        }
    }
    if mistakes.is_empty() {
        Ok(notation)
    } else {
        Err(mistakes)
    }
}

fn is_said(aspect: Aspect, options: &CsvOptions) -> bool {
    match aspect {
        Aspect::Dates => options.dates.is_some(),
        Aspect::Numbers => options.decimal.is_some() || options.thousands.is_some(),
        Aspect::Booleans => options.booleans.is_some(),
    }
}

fn read(column: &SampleColumn<'_>, nulls: &[NullWord], base: &Notation, aspect: Aspect) -> Option<Readings> {
    let mut readings = Readings::new(&column.column.ty, base).filter(|readings| readings.aspect() == aspect)?;
    for field in column.values(nulls) {
        readings.add(field);
    }
    Some(readings)
}

fn tell(aspect: Aspect, notation: &Notation, is_said: bool, decisions: &mut Decisions) {
    let why = if is_said { ", as said" } else { "" };
    match aspect {
        Aspect::Dates => decisions.add("dates", format!("{}{why}", dates(notation)), "--dates"),
        Aspect::Numbers => decisions.add(
            "numbers",
            format!("{}{why}", numbers(notation)),
            "--decimal, --thousands",
        ),
        Aspect::Booleans => decisions.add("booleans", format!("{}{why}", booleans(notation)), "--booleans"),
    }
}

fn dates(notation: &Notation) -> &'static str {
    match notation.dates {
        None | Some(DateOrder::Ymd) => "year-month-day",
        Some(DateOrder::Dmy) => "day before month",
        Some(DateOrder::Mdy) => "month before day",
    }
}

fn numbers(notation: &Notation) -> String {
    let decimal = if notation.decimal == ',' { "1,5" } else { "1.5" };
    match notation.thousands {
        Some(separator) => format!("1{separator}000{}", &decimal[1..]),
        None => decimal.to_owned(),
    }
}

fn booleans(notation: &Notation) -> String {
    match &notation.booleans {
        Some((yes, no)) => format!("PostgreSQL's own words, and {yes}/{no}"),
        None => "PostgreSQL's own words".to_owned(),
    }
}

/// The mistake that fields read differently, with one of them.
fn ambiguous(
    aspect: Aspect,
    readings: &[(&SampleColumn<'_>, Readings)],
    nulls: &[NullWord],
    found: &[Notation],
    base: &Notation,
) -> Mistake {
    let unclear = readings
        .iter()
        .filter(|(_, readings)| matches!(readings.verdict(base), Verdict::Several(_)));
    let unclear = unclear.map(|(column, _)| *column).collect::<Vec<_>>();
    let example = unclear.first().and_then(|column| {
        let mut fields = column.values(nulls);
        fields.find(|field| {
            let mut one = Readings::new(&column.column.ty, base);
            one.as_mut().is_some_and(|one| {
                one.add(field);
                matches!(one.verdict(base), Verdict::Several(_))
            })
        })
    });
    let names = listed(unclear.iter().map(|column| column.column.name.as_str()));
    let (what, flags) = match aspect {
        Aspect::Dates => (
            "dates",
            found
                .iter()
                .map(|notation| flag_of_dates(notation).to_owned())
                .collect::<Vec<_>>(),
        ),
        Aspect::Numbers => ("numbers", found.iter().map(flags_of_numbers).collect()),
        Aspect::Booleans => (
            "booleans",
            found
                .iter()
                .filter_map(|notation| notation.booleans.as_ref())
                .map(|(yes, no)| format!("--booleans {yes}/{no}"))
                .collect(),
        ),
    };
    let example = example
        .map(|field| format!(", such as {}", shown(field)))
        .unwrap_or_default();
    Mistake::new(
        format!("the {what} of {names}{example}, can be read in different ways"),
        format!("say {}", flags.join(" or ")),
    )
}

fn flag_of_dates(notation: &Notation) -> &'static str {
    match notation.dates {
        None | Some(DateOrder::Ymd) => "--dates ymd",
        Some(DateOrder::Dmy) => "--dates dmy",
        Some(DateOrder::Mdy) => "--dates mdy",
    }
}

fn flags_of_numbers(notation: &Notation) -> String {
    match notation.thousands {
        Some(separator) => format!("--decimal '{}' --thousands '{separator}'", notation.decimal),
        None => format!("--decimal '{}'", notation.decimal),
    }
}
