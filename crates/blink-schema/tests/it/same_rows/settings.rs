//! Settings of sessions, clusters and databases.

use super::Way;

/// Those under which checksums are read.
pub(super) const OF_THE_READER: &str =
    "SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET IntervalStyle = 'postgres';
    SET extra_float_digits = 1; SET bytea_output = 'hex'; SET lc_monetary = 'C'; SET search_path = public, pg_catalog;
    SET standard_conforming_strings = on; SET client_encoding = 'UTF8'; SET quote_all_identifiers = off";

/// Those of a cluster.
pub(super) const OF_THE_CLUSTER: [&str; 4] = [
    "timezone='Asia/Tokyo'",
    "datestyle='German, DMY'",
    "intervalstyle='sql_standard'",
    "max_parallel_workers_per_gather=0",
];

const OTHERS: &[&str] = &[
    "SET TimeZone = 'Asia/Tokyo'",
    "SET DateStyle = 'German, DMY'",
    "SET IntervalStyle = 'sql_standard'",
    "SET extra_float_digits = -10",
    "SET bytea_output = 'escape'",
    "SET standard_conforming_strings = off",
    "SET search_path = pg_catalog",
    "SET quote_all_identifiers = on",
    "SET transform_null_equals = on",
    "SET client_encoding = 'UTF8'",
    "SET array_nulls = off",
    "SET xmloption = 'document'",
];

const YET_OTHERS: &[&str] = &[
    "SET TimeZone = '<-03:30>3:30'",
    "SET DateStyle = 'SQL, MDY'",
    "SET IntervalStyle = 'iso_8601'",
    "SET extra_float_digits = 3",
    "SET search_path = ''",
    "SET backslash_quote = on",
    "SET lc_monetary = 'C'",
    "SET lc_time = 'C'",
    "SET lc_numeric = 'C'",
];

/// The settings of sessions, and the ways to fill.
pub(super) fn sessions() -> [(&'static [&'static str], Way); 3] {
    let of = |threads, as_text| Way {
        threads: Some(threads),
        as_text,
    };
    [(OTHERS, of(1, false)), (YET_OTHERS, of(4, true)), (&[], of(4, false))]
}

/// Databases by name, and the options with which they are created.
pub(super) fn databases() -> [(&'static str, &'static str); 4] {
    [
        ("latin", "ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C'"),
        ("utf", "ENCODING 'UTF8' LC_COLLATE 'C.utf8' LC_CTYPE 'C.utf8'"),
        (
            "american",
            "ENCODING 'UTF8' LC_COLLATE 'en_US.utf8' LC_CTYPE 'en_US.utf8'",
        ),
        (
            "danish",
            "ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' LOCALE_PROVIDER icu ICU_LOCALE 'da-DK'",
        ),
    ]
}
