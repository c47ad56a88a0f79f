//! Raw arguments become checked options; what makes no sense together is refused.

use std::path::PathBuf;

use blink::{Indexes, TableName};

use super::names::{split_mapping, split_names};
use super::options::{
    ColumnOptions, Command, Connect, Destination, DialectOptions, Escape, FileOptions, LoadOptions, Mode, PlanOptions,
    Quote, Secret, ValueOptions, WriteOptions,
};
use super::raw::{
    Cli, DialectArgs, FileArgs, IndexesArg, LoadArgs, PlanArgs, ProgressArg, RawCommand, ValueArgs, WriteArgs,
};
use super::sources::expand;
use crate::exit::Failure;
use crate::progress::Form;
use crate::terminal::escape;

pub(super) fn check(cli: Cli) -> Result<Command, Failure> {
    match cli.command {
        RawCommand::Load(args) => load(*args).map(Command::Load),
        RawCommand::Plan(args) => plan(*args).map(Command::Plan),
        RawCommand::Completions { shell } => Ok(Command::Completions(shell)),
        RawCommand::Man { command } => Ok(Command::Man(command)),
    }
}

fn load(args: LoadArgs) -> Result<LoadOptions, Failure> {
    let files = files(args.files)?;
    let writes = writes(args.writes);
    if args.confirm.as_deref() == Some("") {
        return Err(Failure::usage("--confirm names no database").with_help("give the name of the database"));
    }
    Ok(LoadOptions {
        files,
        writes,
        connect: connect(args.run.db)?,
        threads: args.run.threads,
        max_faults: args.run.max_faults,
        confirm: args.confirm,
        progress: match args.progress {
            ProgressArg::Auto => Form::Auto,
            ProgressArg::Plain => Form::Plain,
            ProgressArg::Json => Form::Json,
            ProgressArg::None => Form::None,
        },
        json: args.run.json,
    })
}

fn plan(args: PlanArgs) -> Result<PlanOptions, Failure> {
    Ok(PlanOptions {
        files: files(args.files)?,
        writes: writes(args.writes),
        connect: connect(args.run.db)?,
        threads: args.run.threads,
        max_faults: args.run.max_faults,
        json: args.run.json,
    })
}

fn connect(db: Option<String>) -> Result<Connect, Failure> {
    if db.as_deref().is_some_and(|db| db.trim().is_empty()) {
        return Err(Failure::usage("--db is empty").with_help("give a URL, or leave it out to use DATABASE_URL or PG*"));
    }
    Ok(Connect {
        db: db.map(Secret::new),
    })
}

fn files(args: FileArgs) -> Result<FileOptions, Failure> {
    let columns = columns(&args.map, args.ignore_extra, args.columns, &args.dialect)?;
    let dialect = dialect(args.dialect)?;
    let values = values(args.values)?;
    let destination = destination(args.into, args.schema, &args.files)?;
    Ok(FileOptions {
        sources: expand(&args.files)?,
        destination,
        columns,
        dialect,
        values,
    })
}

fn destination(into: Option<String>, schema: Option<String>, files: &[PathBuf]) -> Result<Destination, Failure> {
    match (into, schema) {
        (Some(_), Some(_)) => Err(Failure::usage("--into and --schema are given at once")
            .with_help("--into takes the schema, too: --into schema.table")),
        (Some(into), None) => {
            let name = TableName::from(into.as_str());
            let parts = [name.schema().unwrap_or("s"), name.table()];
            if parts.iter().any(|part| part.is_empty() || part.contains('\0')) {
                return Err(Failure::usage(format!("--into {} names no table", escape(&into)))
                    .with_help("give table or schema.table; a name with a dot in it goes in double quotes"));
            }
            Ok(Destination::Table(name))
        }
        (None, Some(schema)) if schema.is_empty() || schema.contains('\0') => {
            Err(Failure::usage("--schema names no schema").with_help("give the name of the tables' schema"))
        }
        (None, _) if files.iter().any(|file| file.as_os_str() == "-") => {
            Err(Failure::usage("standard input has no name that could be a table's")
                .with_help("name the table with --into"))
        }
        (None, schema) => Ok(Destination::ByFileName { schema }),
    }
}

fn columns(
    map: &[String],
    ignore_extra: bool,
    names: Option<String>,
    dialect: &DialectArgs,
) -> Result<ColumnOptions, Failure> {
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
    Ok(ColumnOptions {
        map: mappings(map)?,
        ignore_extra,
        names,
    })
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

fn dialect(args: DialectArgs) -> Result<DialectOptions, Failure> {
    let quote = args.quote;
    if args
        .delimiter
        .is_some_and(|delimiter| quote == Some(Quote::Char(delimiter)))
    {
        return Err(Failure::usage("--delimiter and --quote are the same character")
            .with_help("give the character between fields, and the one around them"));
    }
    let escape = args
        .escape
        .map(|text| escape_of(&text, quote, args.delimiter))
        .transpose()?;
    let encoding = args.encoding.filter(|name| !name.trim().is_empty());
    Ok(DialectOptions {
        delimiter: args.delimiter,
        quote,
        escape,
        encoding,
        header: match (args.header, args.no_header) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        },
    })
}

fn escape_of(text: &str, quote: Option<Quote>, delimiter: Option<char>) -> Result<Escape, Failure> {
    let quote = match quote {
        Some(Quote::None) => {
            return Err(Failure::usage("--escape has no meaning with --quote none")
                .with_help("it stands before a quote within a field; leave it out"));
        }
        Some(Quote::Char(quote)) => quote,
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

fn values(args: ValueArgs) -> Result<ValueOptions, Failure> {
    let decimal = args.decimal.as_deref().and_then(|text| text.chars().next());
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
    if args.timezone.as_deref().is_some_and(|zone| zone.trim().is_empty()) {
        return Err(Failure::usage("--timezone names no zone").with_help("give a name such as Europe/Berlin"));
    }
    Ok(ValueOptions {
        nulls: args.null,
        nulls_but_in_text: args.null_but_in_text,
        empty_as: args.empty_as,
        booleans: args.booleans,
        dates: args.dates,
        two_digit_years: args.two_digit_years,
        decimal,
        thousands: args.thousands,
        timezone: args.timezone,
        round: args.round,
    })
}

fn writes(args: WriteArgs) -> WriteOptions {
    WriteOptions {
        truncate: args.truncate,
        on_conflict: args.on_conflict,
        indexes: match args.indexes {
            IndexesArg::Auto => Indexes::Auto,
            IndexesArg::Keep => Indexes::Keep,
            IndexesArg::Rebuild => Indexes::Rebuild,
        },
        mode: if args.non_atomic {
            Mode::NonAtomic {
                connections: args.connections,
            }
        } else {
            Mode::Atomic
        },
    }
}
