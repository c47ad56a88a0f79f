//! Hosts, ports, names and what takes precedence.

use super::{Machine, resolved, shown};

#[test]
fn the_default_is_the_socket_and_the_system_s_user() {
    let linux = Machine::linux();
    assert_eq!(shown(&linux, ""), "postgres://ann@/ann?host=/tmp");
    let packaged = linux.directory("/var/run/postgresql");
    assert_eq!(shown(&packaged, ""), "postgres://ann@/ann?host=/var/run/postgresql");
    assert_eq!(shown(&Machine::mac(), ""), "postgres://ann@/ann?host=/tmp");
    assert_eq!(shown(&Machine::windows(), ""), "postgres://ann@localhost:5432/ann");
}

#[test]
fn every_form_of_the_connection_string() {
    let machine = Machine::linux();
    for (db, expected) in [
        (
            "postgres://bob:secret@db.example.com/shop",
            "postgres://bob:***@db.example.com:5432/shop",
        ),
        ("postgresql://bob@db:6432/shop", "postgres://bob@db:6432/shop"),
        (
            "host=db port=6432 user=bob dbname=shop password=secret",
            "postgres://bob:***@db:6432/shop",
        ),
        ("  postgres://bob@db/shop\n", "postgres://bob@db:5432/shop"),
        ("postgres://[::1]/shop", "postgres://ann@[::1]:5432/shop"),
        ("postgres://db", "postgres://ann@db:5432/ann"),
        ("postgres://bob@db", "postgres://bob@db:5432/bob"),
        (
            "postgres:///shop?host=/run/pg&port=5433",
            "postgres://ann@/shop?host=/run/pg&port=5433",
        ),
        (
            "postgres://%2Frun%2Fpg:5433/shop",
            "postgres://ann@/shop?host=/run/pg&port=5433",
        ),
        ("postgres://a:1,b,c:3/shop", "postgres://ann@a:1,b:5432,c:3/shop"),
        ("postgres://a,/shop", "postgres://ann@a:5432,%2Ftmp:5432/shop"),
        ("postgres://a,b:6/shop?port=7", "postgres://ann@a:7,b:7/shop"),
        (
            "host=a,b hostaddr=10.0.0.1,10.0.0.2 port=1,2",
            "postgres://ann@a:1,b:2/ann",
        ),
        ("hostaddr=10.0.0.1", "postgres://ann@10.0.0.1:5432/ann"),
        ("host='' port='' user='' dbname=''", "postgres://ann@/ann?host=/tmp"),
        ("postgres://b%20b@db/my%2Fdb", "postgres://b%20b@db:5432/my%2Fdb"),
        ("postgres://jürgen@db/läden", "postgres://jürgen@db:5432/läden"),
        (
            "postgres://db/shop?sslmode=require&target_session_attrs=primary",
            "postgres://ann@db:5432/shop?sslmode=require&target_session_attrs=primary",
        ),
    ] {
        assert_eq!(shown(&machine, db), expected, "{db}");
    }
}

#[test]
fn the_string_is_above_the_service_and_the_service_above_the_environment() {
    let machine = Machine::linux()
        .variable("PGHOST", "env")
        .variable("PGPORT", "1111")
        .variable("PGUSER", "env_user")
        .variable("PGDATABASE", "env_db");
    assert_eq!(shown(&machine, ""), "postgres://env_user@env:1111/env_db");
    assert_eq!(
        shown(&machine, "postgres://db/shop"),
        "postgres://env_user@db:1111/shop"
    );

    let machine = machine
        .file(
            "/home/ann/.pg_service.conf",
            "[prod]\nhost=service\nuser=service_user\n",
        )
        .variable("PGSERVICE", "prod");
    assert_eq!(shown(&machine, ""), "postgres://service_user@service:1111/env_db");
    assert_eq!(shown(&machine, "user=bob"), "postgres://bob@service:1111/env_db");

    let machine = machine.variable("DATABASE_URL", "postgres://url_user@url/url_db");
    assert_eq!(shown(&machine, ""), "postgres://url_user@url:1111/url_db");
    // `--db` takes the place of all of DATABASE_URL.
    assert_eq!(
        shown(&machine, "dbname=shop"),
        "postgres://service_user@service:1111/shop"
    );
    let machine = machine.variable("DATABASE_URL", "");
    assert_eq!(shown(&machine, ""), "postgres://service_user@service:1111/env_db");
    // An empty value hides those below it, as in libpq.
    assert_eq!(
        shown(&machine, "host='' dbname='' user=''"),
        "postgres://ann@/ann?host=/tmp&port=1111"
    );
}

#[test]
fn mistakes_of_the_connection_string() {
    let machine = Machine::linux();
    for (db, expected) in [
        (
            " ",
            "--db is empty\nWrite --db postgres://user@host/database, or leave it out for DATABASE_URL and PGHOST, \
             PGDATABASE, …",
        ),
        (
            "shop",
            "--db: \"shop\" is not a connection string\nWrite postgres://user@host/database, or dbname=database for a \
             database of the server that PGHOST names.",
        ),
        (
            "mysql://root:secret@db/shop",
            "--db: mysql:// is not PostgreSQL's\nBlink fills PostgreSQL: postgres://user@host/database.",
        ),
        (
            "jdbc:postgresql://db/shop",
            "--db: jdbc:postgresql:// is not PostgreSQL's\nWrite postgres:// in its place.",
        ),
        (
            "postgresql+psycopg://ann:secret@db/shop",
            "--db: postgresql+psycopg:// is not PostgreSQL's\nWrite postgres:// in its place.",
        ),
        ("port=54321x", "--db: port is a number from 1 to 65535, not \"54321x\""),
        ("port=0", "--db: port is a number from 1 to 65535, not \"0\""),
        ("port=65536", "--db: port is a number from 1 to 65535, not \"65536\""),
        (
            "host=a,b port=1,2,3",
            "--db: there are 3 ports for 2 hosts\nGive one port for all hosts, or one for each.",
        ),
        (
            "host=a,b hostaddr=10.0.0.1",
            "--db: host names 2 hosts, and hostaddr 1 address\nGive one of the two for each host, or leave hostaddr \
             out.",
        ),
        (
            "hostaddr=db.example.com",
            "--db: hostaddr is an IP address, not \"db.example.com\"",
        ),
        (
            "host=@abstract",
            "--db: a socket without a file (host=@name) is not supported\nConnect by TCP: host=localhost.",
        ),
    ] {
        assert_eq!(shown(&machine, db), expected, "{db}");
    }
}

#[test]
fn what_a_machine_has_not() {
    let windows = Machine::windows();
    for host in ["/tmp", r"C:\sockets", "C:/sockets", r"\\server\share"] {
        assert_eq!(
            shown(&windows.clone().variable("PGHOST", host), ""),
            "PGHOST: a Unix socket is not supported on Windows\nConnect by TCP: host=localhost.",
        );
    }
    assert_eq!(
        shown(&Machine::linux().nobody(), "host=db"),
        "no user is named, and the system does not say who runs blink\nWrite --db postgres://user@host/database, or \
         set PGUSER."
    );
    assert_eq!(
        shown(&Machine::linux().nobody(), "host=db user=bob"),
        "postgres://bob@db:5432/bob"
    );
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf8() {
    let machine = Machine::linux().variable_not_utf8("PGUSER");
    assert_eq!(shown(&machine, ""), "PGUSER is not UTF-8");
    // It is not looked at where the string says it.
    assert_eq!(shown(&machine, "user=bob"), "postgres://bob@/bob?host=/tmp");
}

#[test]
fn no_output_has_the_password() {
    let machine = Machine::linux();
    let target = resolved(&machine, "postgres://bob:se%20cret@db/shop?sslpassword=sesame").unwrap();
    for text in [
        format!("{target}"),
        format!("{target:?}"),
        format!("{:?}", target.hosts),
        format!("{:?}", target.ssl),
        format!("{:?}", target.session),
        format!("{:?}", machine.clone().variable("PGPASSWORD", "se cret").platform()),
        target.mask("the server said: se cret, and postgres://bob:se%20cret@db/shop"),
    ] {
        assert!(!text.contains("cret") && !text.contains("sesame"), "{text}");
    }
    assert_eq!(
        target.mask("as 'se cret' and password=other"),
        "as '***' and password=***"
    );
    // A password that is a name would mask that name.
    let target = resolved(&machine, "postgres://bob:shop@db/shop").unwrap();
    assert_eq!(
        target.mask("database \"shop\" does not exist"),
        "database \"shop\" does not exist"
    );
}
