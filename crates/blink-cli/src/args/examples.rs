//! The examples below the options in `--help`.

pub(super) const EXAMPLES: &str = "\
Examples:
  blink seed                                      rows for all empty tables, fit to be shown
  blink plan                                      the rows that `seed` would make, and why
  blink preview users -n 5                        the first rows of a table, without writing
  blink plan people.csv                           what `load` would do, without writing
  blink load people.csv --into staff              all rows, or none and an error that says where
  blink load 'export/*.csv' --schema shop         each file into the table of its name
  blink load people.csv --dates dmy --decimal ,   03.04.2024 and 1.234,50
  zcat log.csv.gz | blink load - --into log       standard input

The database is that of --db, else of DATABASE_URL, else of PGHOST, PGDATABASE and the like.

Exit status: 0 done; 1 the data or the database says no, and nothing was written; 2 the command
line or the configuration; 3 done, but something was left out; 4 the outcome of COMMIT is unknown;
130 stopped and rolled back.";

pub(super) const LOAD_EXAMPLES: &str = "\
Examples:
  blink load people.csv                                     into the table people
  blink load p1.csv p2.csv --into hr.staff                  both into one table, in one transaction
  blink load export/ --schema shop                          each file into the table of its name
  blink load people.csv --map \"E-Mail=email\"                a column of another name
  blink load p.csv --ignore-extra --round                   columns are left out, values rounded
  blink load p.csv --columns id,name,email                  a file without a header
  blink load p.csv --no-header --columns id,name            the same, said outright
  blink load p.csv --header --skip-lines 2                  a header below two other lines
  blink load p.csv --delimiter ';' --encoding latin1        id;name in an old encoding
  blink load p.csv --quote \"'\" --escape '\\'                 'it\\'s'
  blink load p.csv --dates dmy --two-digit-years 1970       03.04.69 is in 2069
  blink load p.csv --decimal , --thousands .                1.234,50
  blink load p.csv --timezone Europe/Berlin                 times that are written without a zone
  blink load p.csv --booleans ja/nein --empty-as null       true is ja, and an empty field is NULL
  blink load p.csv --null N/A --null-but-in-text none       words that mean NULL
  blink load p.csv --on-conflict update=id                  rows that exist are updated
  blink load p.csv --import-id 2024-06                      once: a second run does nothing
  blink load p.csv --non-atomic --connections 8             an error leaves the batches before it
  blink load p.csv --import-id july --non-atomic --resume   the rows that were not stored then
  blink load p.csv --truncate --confirm shop                the tables are emptied first, in shop
  blink load p.csv --db postgres://localhost/shop           not the database of DATABASE_URL
  blink load p.csv --indexes keep --threads 2               other times, the same rows
  blink load p.csv --json --progress none --max-faults 100  for a program
  zcat log.csv.gz | blink load - --into log                 standard input";

pub(super) const SEED_EXAMPLES: &str = "\
Examples:
  blink seed                                      all tables without rows, in one transaction
  blink seed --rows 1000000                       a million rows in each of the largest tables
  blink seed --size 10GB                          as many rows as take 10 GB with their indexes
  blink seed --tables users,shop.orders           these tables alone
  blink seed --schema shop --except audit_log     all of a schema but one
  blink seed --truncate --confirm shop            all anew, in the database shop
  blink seed --seed 7 --until 2024-06-30          other rows, up to another day
  blink seed --rehearse --strict                  some rows are tried first; no table is left out
  blink seed --rehearse-all                       even where triggers reach outside
  blink seed --no-rehearsal --threads 2           without trying, on two threads
  blink seed --db postgres://localhost/shop       not the database of DATABASE_URL
  blink seed --json --progress json               for a program

Tables that have rows are left as they are, and referred to. The same schema and the same options
give the same rows; without --until they change with the month.";

pub(super) const PLAN_EXAMPLES: &str = "\
Examples:
  blink plan                                             what `seed` would make, and why
  blink plan --rows 1000000 --json                       as JSON, for a program
  blink plan --size 10GB                                 how large each table gets
  blink plan --tables users --seed 7 --until 2024-06-30  one table, and other rows than usual
  blink plan --schema shop --except audit_log --strict   1 if a table would be left out
  blink plan --truncate                                  as if the tables were emptied first
  blink plan --rehearse --confirm shop                   some rows are tried and taken back
  blink plan people.csv                                  what `load` would do with a file
  blink plan people.csv --into staff --json              the same, as JSON";

pub(super) const PREVIEW_EXAMPLES: &str = "\
Examples:
  blink preview users -n 5                        the first five rows that `seed` would make
  blink preview shop.orders --parents             with the rows that they refer to
  blink preview users --truncate --seed 7         of a table that has rows, as if it was emptied
  blink preview users --until 2024-06-30 --json   as JSON, for a program";
