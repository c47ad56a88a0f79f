//! libpq's own table of URLs (src/interfaces/libpq/t/001_uri.pl), and passwords that are not encoded.

use super::{parse, strip_scheme};

fn parsed(url: &str) -> String {
    let Some(text) = strip_scheme(url) else {
        return "no URL".to_owned();
    };
    match parse(text, "--db") {
        Ok(pairs) => {
            let pairs = pairs
                .iter()
                .map(|(parameter, value)| format!("{}='{value}'", parameter.name));
            pairs.collect::<Vec<_>>().join(" ")
        }
        Err(error) => error.to_string(),
    }
}

const TABLE: &[(&str, &str)] = &[
    (
        "postgresql://uri-user:secret@host:12345/db",
        "user='uri-user' password='secret' host='host' port='12345' dbname='db'",
    ),
    (
        "postgresql://uri-user@host:12345/db",
        "user='uri-user' host='host' port='12345' dbname='db'",
    ),
    (
        "postgresql://uri-user@host/db",
        "user='uri-user' host='host' dbname='db'",
    ),
    ("postgresql://host:12345/db", "host='host' port='12345' dbname='db'"),
    ("postgresql://host/db", "host='host' dbname='db'"),
    (
        "postgresql://uri-user@host:12345/",
        "user='uri-user' host='host' port='12345'",
    ),
    ("postgresql://uri-user@", "user='uri-user'"),
    ("postgresql://host:12345", "host='host' port='12345'"),
    ("postgresql://", ""),
    ("postgresql://?hostaddr=127.0.0.1", "hostaddr='127.0.0.1'"),
    (
        "postgresql://example.com?hostaddr=63.1.2.4",
        "host='example.com' hostaddr='63.1.2.4'",
    ),
    ("postgresql://%68ost/", "host='host'"),
    (
        "postgresql://host/db?user=uri-user&port=12345",
        "host='host' dbname='db' user='uri-user' port='12345'",
    ),
    (
        "postgresql://host/db?u%73er=someotheruser",
        "host='host' dbname='db' user='someotheruser'",
    ),
    ("postgresql://host?", "host='host'"),
    ("postgresql://host?user=a&", "host='host' user='a'"),
    ("postgresql://[::1]:12345/db", "host='::1' port='12345' dbname='db'"),
    ("postgresql://[2001:db8::1234]/", "host='2001:db8::1234'"),
    ("postgresql://[200z:db8::1234]/", "host='200z:db8::1234'"),
    ("postgresql://[::1]", "host='::1'"),
    ("postgres:///db", "dbname='db'"),
    ("postgres://uri-user@/db", "user='uri-user' dbname='db'"),
    ("postgres://?host=/path/to/socket/dir", "host='/path/to/socket/dir'"),
    ("postgres://@host", "host='host'"),
    ("postgres://host:/", "host='host'"),
    ("postgres://:12345/", "port='12345'"),
    (
        "postgres://otheruser@:12345/db?host=/path/to/socket",
        "user='otheruser' port='12345' dbname='db' host='/path/to/socket'",
    ),
    (
        "postgres://%2Fvar%2Flib%2Fpostgresql/dbname",
        "host='/var/lib/postgresql' dbname='dbname'",
    ),
    ("postgres://a:1,b,[::1]:3/db", "host='a,b,::1' port='1,,3' dbname='db'"),
    ("postgres://a,b/db", "host='a,b' port=',' dbname='db'"),
    ("postgres://host?ssl=true", "host='host' sslmode='require'"),
    ("postgres://host?requiressl=1", "host='host' sslmode='require'"),
    ("postgres://u:a:b@host", "user='u' password='a:b' host='host'"),
    ("postgres://u:a%3Fb?c@host", "user='u' password='a?b?c' host='host'"),
    ("postgre://", "no URL"),
];

#[test]
fn libpq_s_table() {
    for (url, expected) in TABLE {
        assert_eq!(parsed(url), *expected, "{url}");
    }
}

const ENCODE: &str = "In the password of a URL, / is written %2F, @ is %40, : is %3A, ? is %3F, # is %23 and % is %25; \
                      or leave it out, and give it by PGPASSWORD or the password file.";
const AMPERSAND: &str = "In a value, & is written %26 and = is written %3D.";
const PERCENT: &str = "A % that stands for itself is written %25.";
const NO_PORT: &str = "what stands between a : and the end of the host is no port (it is not shown, since it may be a \
                       piece of a password)";
const NO_PAIR: &str = "between ? and & in a URL stands something that is no parameter=value";
const NO_DIGITS: &str = "in a URL, % is followed by something other than two hexadecimal digits";

/// URLs, and their mistakes, with what to do.
const MISTAKES: &[(&str, &str, &str)] = &[
    ("postgres://u:se/cret@host/db", "a / stands before the @", ENCODE),
    ("postgres://u:5/cret@host/db", "a / stands before the @", ENCODE),
    (
        "postgres://u:se@cret@host/db",
        "there is more than one @ before the database",
        ENCODE,
    ),
    (
        "postgres://u:se@/cret@host/db",
        "an @ stands in the database's name, or there is more than one before it",
        ENCODE,
    ),
    ("postgres://u:secret", NO_PORT, ENCODE),
    ("postgres://u:secret/db", NO_PORT, ENCODE),
    ("postgres://u:se?cret", NO_PORT, ENCODE),
    ("postgres://u:se%cret@host", NO_DIGITS, PERCENT),
    ("postgres://host?password=se&cret", NO_PAIR, AMPERSAND),
    (
        "postgres://host?password=se&cret=1",
        "after the password in a URL comes & and then no parameter",
        AMPERSAND,
    ),
    ("postgres://[::1", "a [ begins an IPv6 address, and no ] ends it", ""),
    (
        "postgres://[]",
        "there is nothing between [ and ], where an IPv6 address stands",
        "",
    ),
    (
        "postgres://[::1]z",
        "after the ] of an IPv6 address comes something other than : / ? or ,",
        "",
    ),
    ("postgresql://host?zzz", NO_PAIR, AMPERSAND),
    ("postgresql://host?key=key=value", NO_PAIR, AMPERSAND),
    ("postgres://host?dbname=%XXfoo", NO_DIGITS, PERCENT),
    (
        "postgresql://a%00b",
        "%00 stands in a URL, and no value may hold it",
        "",
    ),
    ("postgresql://%1", NO_DIGITS, PERCENT),
    ("postgresql://%", NO_DIGITS, PERCENT),
    ("postgresql://%ff", "what is written with % in a URL is not UTF-8", ""),
    (
        "postgresql://host?uzer=",
        "no parameter is called \"uzer\"",
        "Is user meant?",
    ),
];

#[test]
fn mistakes_show_no_password() {
    for (url, mistake, help) in MISTAKES {
        let message = parsed(url);
        assert_eq!(message, format!("--db: {mistake}\n{help}").trim_end(), "{url}");
        assert!(!message.contains("cret"), "{message}");
    }
}
