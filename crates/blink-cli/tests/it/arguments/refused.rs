//! Command lines that are refused.

use super::refused;
use crate::support::Folder;

#[test]
fn contradictions_are_refused_with_advice() {
    let folder = Folder::new("contradictions", &["p.csv"]);
    for (line, message) in [
        (
            "--into t --schema s",
            "--into and --schema are given at once; --into takes the schema, too: --into schema.table",
        ),
        (
            "--into s.",
            "--into s. names no table; give table or schema.table; a name with a dot in it goes in double quotes",
        ),
        (
            "--into .t",
            "--into .t names no table; give table or schema.table; a name with a dot in it goes in double quotes",
        ),
        (
            "--schema=",
            "--schema names no schema; give the name of the tables' schema",
        ),
        (
            "- ",
            "standard input has no name that could be a table's; name the table with --into",
        ),
        (
            "--columns a --map b=c",
            "--columns and --map are given at once; --columns already names every column of the file as the table does; leave --map out",
        ),
        (
            "--no-header --map b=c",
            "--map needs a header, and --no-header says there is none; name the file's columns in order with --columns",
        ),
        (
            "--no-header",
            "a file without a header does not say which column is which; name its columns in order with --columns",
        ),
        (
            "--columns a,,b",
            "--columns a,,b: a name is empty; give the names with commas in between; a name with a comma in it goes in double quotes",
        ),
        (
            "--columns a,a",
            "--columns a,a: a is there twice; give the names with commas in between; a name with a comma in it goes in double quotes",
        ),
        (
            "--map email",
            "--map email is no pair of names; give the file's column, =, and the table's: --map \"E-Mail=email\"",
        ),
        (
            "--map a=b --map a=c",
            "--map names the file's column a twice; a column of the file goes into one of the table",
        ),
        (
            "--map a=b --map c=b",
            "--map names the table's column b twice; a column of the table takes one of the file",
        ),
        (
            "--delimiter ; --quote ;",
            "--delimiter and --quote are the same character; give the character between fields, and the one around them",
        ),
        (
            "--quote none --escape \\",
            "--escape has no meaning with --quote none; it stands before a quote within a field; leave it out",
        ),
        (
            "--escape /",
            "--escape / is not supported; a quote within a field is written \"\" (--escape '\"') or \\\" (--escape '\\')",
        ),
        (
            "--delimiter \\ --escape \\",
            "--delimiter and --escape are the same character; give the character between fields, and the one before a quote within a field",
        ),
        (
            "--decimal , --thousands ,",
            "--decimal and --thousands are the same character; 1.234,50 is --decimal , --thousands .; 1,234.50 is --decimal . --thousands ,",
        ),
        (
            "--null=",
            "--null names no word; for the empty field there is --empty-as null or --empty-as text",
        ),
        (
            "--timezone=",
            "--timezone names no zone; give a name such as Europe/Berlin",
        ),
        (
            "--timezone=Berlin",
            "no time zone is called Berlin; say UTC, or a name of the time zone database such as Europe/Berlin",
        ),
        (
            "--encoding=ebcdic",
            "no encoding is called ebcdic; say utf-8, utf-16le, utf-16be, windows-1252, or another name of the Encoding Standard",
        ),
        (
            "--db=",
            "--db is empty; give a URL, or leave it out to use DATABASE_URL or PG*",
        ),
        ("--import-id=", "--import-id names nothing; give the import a name"),
        (
            "- --into t --import-id x",
            "--import-id cannot be used with standard input, which can be read only once; store the data in a file: its content is compared before it is loaded",
        ),
        (
            "--import-id x --non-atomic --indexes rebuild",
            "--indexes rebuild beside --import-id and --non-atomic would leave indexes dropped if the run is killed, and --resume does not create them again; leave --indexes out: they are kept; or leave --non-atomic out",
        ),
        (
            "--resume",
            "--resume does not say which import; add --import-id and its name",
        ),
        (
            "--resume --import-id x",
            "--resume has nothing to go on with: an import that is all or nothing has left nothing; leave --resume out, or add --non-atomic if the import had it",
        ),
        (
            "--resume --import-id x --non-atomic --truncate",
            "--truncate would remove the rows that --resume goes on from; leave one of them out",
        ),
        (
            "--confirm=",
            "--confirm names no database; give the name of the database",
        ),
    ] {
        let line = std::iter::once("{}/p.csv")
            .chain(line.split_whitespace())
            .collect::<Vec<_>>();
        assert_eq!(refused(&folder, &line), message);
    }
    let word = refused(&folder, &["{}/p.csv", "--null", "a\nb"]);
    assert_eq!(
        word,
        "--null a\\nb has a line break or a NUL in it; give the word as it stands in the file"
    );
}

#[test]
fn values_are_refused_with_what_is_needed() {
    let folder = Folder::new("values", &["p.csv"]);
    for (argument, message) in [
        (
            "--delimiter=ab",
            "invalid value 'ab' for '--delimiter <CHAR>': one ASCII character is needed, and no line break; tab stands for a tabulator",
        ),
        (
            "--quote=x",
            "invalid value 'x' for '--quote <CHAR>': a letter or digit does not quote fields",
        ),
        (
            "--booleans=ja",
            "invalid value 'ja' for '--booleans <TRUE/FALSE>': two words with a / in between are needed, as in ja/nein",
        ),
        (
            "--two-digit-years=70000",
            "invalid value '70000' for '--two-digit-years <YEAR>': a year from 1 to 9900 is needed: 1970 makes 70 mean 1970, and 69 mean 2069",
        ),
        (
            "--thousands=;",
            "invalid value ';' for '--thousands <CHAR>': one of . , ' _ or space is needed",
        ),
        (
            "--on-conflict=skip",
            "invalid value 'skip' for '--on-conflict <ACTION>': nothing is needed, or update= and the columns of a key, as in update=id",
        ),
        (
            "--threads=0",
            "invalid value '0' for '--threads <N>': number would be zero for non-zero type",
        ),
    ] {
        let refused = refused(&folder, &["{}/p.csv", argument]);
        assert_eq!(refused, format!("{message}\n\nFor more information, try '--help'."));
    }
    assert_eq!(
        refused(&folder, &["{}/p.csv", "--dates", "x"]),
        "invalid value 'x' for '--dates <ORDER>'\n  [possible values: ymd, dmy, mdy]\n\nFor more information, try '--help'."
    );
    // clap's own, about flags that need or exclude each other.
    let both = refused(&folder, &["{}/p.csv", "--header", "--no-header"]);
    assert!(
        both.starts_with("the argument '--header' cannot be used with '--no-header'"),
        "{both}"
    );
    let alone = refused(&folder, &["{}/p.csv", "--connections", "2"]);
    assert!(
        alone.starts_with("the following required arguments were not provided:\n  --non-atomic"),
        "{alone}"
    );
    let nothing = refused(&folder, &[]);
    assert!(
        nothing.starts_with("the following required arguments were not provided:\n  <FILES>..."),
        "{nothing}"
    );
}
