//! Service files.

use super::{Machine, shown};

const FILE: &str = "# the company's\n\n[test]\nhost=test\n  port = 1\n[prod]\r\n  host=prod.example.com  \r\n#port=1\nport=6432\n\
                    host=ignored\nuser=bob\n[prod]\nhost=second\n[prod2]\nhost=two\n";

#[test]
fn the_places_of_the_file() {
    for (machine, path) in [
        (Machine::linux(), "/home/ann/.pg_service.conf"),
        (Machine::mac(), "/Users/ann/.pg_service.conf"),
        (
            Machine::windows(),
            r"C:\Users\ann\AppData\Roaming\postgresql\.pg_service.conf",
        ),
        (Machine::linux(), "/etc/postgresql-common/pg_service.conf"),
        (Machine::linux(), "/etc/sysconfig/pgsql/pg_service.conf"),
        (Machine::linux(), "/usr/local/pgsql/etc/pg_service.conf"),
        (Machine::mac(), "/opt/homebrew/etc/postgresql/pg_service.conf"),
        (
            Machine::linux().variable("PGSYSCONFDIR", "/my/etc"),
            "/my/etc/pg_service.conf",
        ),
        (
            Machine::windows().variable("PGSYSCONFDIR", r"D:\pg"),
            r"D:\pg\pg_service.conf",
        ),
        (
            Machine::linux().variable("PGSERVICEFILE", "/my/services"),
            "/my/services",
        ),
    ] {
        let machine = machine.file(path, FILE);
        let expected = "postgres://bob@prod.example.com:6432/bob";
        assert_eq!(shown(&machine, "service=prod"), expected, "{path}");
        assert_eq!(
            shown(&machine.clone().variable("PGSERVICE", "prod"), ""),
            expected,
            "{path}"
        );
        assert_eq!(
            shown(&machine, "service=prod port=1"),
            "postgres://bob@prod.example.com:1/bob"
        );
        assert_eq!(
            shown(&machine, "postgres://?service=prod2"),
            "postgres://ann@two:5432/ann"
        );
    }
    let machine = Machine::linux().file("/my/services", FILE);
    assert_eq!(
        shown(&machine, "service=prod servicefile=/my/services"),
        "postgres://bob@prod.example.com:6432/bob"
    );
}

#[test]
fn the_users_file_is_first_and_the_system_s_second() {
    let machine = Machine::linux()
        .file("/home/ann/.pg_service.conf", "[mine]\nhost=mine\n[both]\nhost=mine\n")
        .file(
            "/etc/postgresql-common/pg_service.conf",
            "[theirs]\nhost=theirs\n[both]\nhost=theirs\n",
        );
    assert_eq!(shown(&machine, "service=mine"), "postgres://ann@mine:5432/ann");
    assert_eq!(shown(&machine, "service=theirs"), "postgres://ann@theirs:5432/ann");
    assert_eq!(shown(&machine, "service=both"), "postgres://ann@mine:5432/ann");
}

#[test]
fn an_empty_name_is_none() {
    let machine = Machine::linux()
        .variable("PGSERVICE", "")
        .variable("PGSERVICEFILE", "")
        .variable("PGSYSCONFDIR", "");
    assert_eq!(shown(&machine, "host=db"), "postgres://ann@db:5432/ann");
    let machine = machine.file("/home/ann/.pg_service.conf", FILE);
    assert_eq!(shown(&machine, "service=prod2"), "postgres://ann@two:5432/ann");
}

#[test]
fn mistakes() {
    let machine = Machine::linux();
    assert_eq!(
        shown(&machine, "service=prod"),
        "--db: no service is called \"prod\"\nThere is no service file; PGSERVICEFILE names one."
    );
    assert_eq!(
        shown(&machine.clone().variable("PGSERVICEFILE", "/nowhere"), "service=prod"),
        "PGSERVICEFILE: the service file /nowhere: no such file"
    );
    let file = "/home/ann/.pg_service.conf";
    for (text, expected) in [
        (
            "[other]\nhost=a",
            "PGSERVICE: no service is called \"prod\"\nSearched: /home/ann/.pg_service.conf.",
        ),
        (
            "[prod]\n\nhost",
            "/home/ann/.pg_service.conf, line 3: the line is no parameter=value",
        ),
        (
            "[prod]\nhost =a",
            "/home/ann/.pg_service.conf, line 2: a blank stands before the =",
        ),
        (
            "[prod]\nhots=a",
            "/home/ann/.pg_service.conf, line 2: no parameter is called \"hots\"\nIs host meant?",
        ),
        (
            "[prod]\nservice=other",
            "/home/ann/.pg_service.conf, line 2: a service cannot name another",
        ),
        (
            "[prod]\nldap://ldap.example.com/dc=example?description?one",
            "/home/ann/.pg_service.conf, line 2: a service that an LDAP server defines is not supported\nWrite the \
             parameters themselves into the service file.",
        ),
        (
            "[prod]\nsslmode=always",
            "/home/ann/.pg_service.conf, line 2: sslmode is one of disable, allow, prefer, require, verify-ca, \
             verify-full, not \"always\"",
        ),
        (
            "[prod]\nrequirepeer=postgres",
            "/home/ann/.pg_service.conf, line 2: requirepeer is not supported: Blink cannot ask which user runs the \
             server behind a Unix socket; connect by TCP with sslmode=verify-full",
        ),
    ] {
        let machine = machine.clone().file(file, text).variable("PGSERVICE", "prod");
        assert_eq!(shown(&machine, ""), expected, "{text}");
    }
    let bad = machine.clone().file_of(file, b"[prod]\nhost=\xff", 0o600, 1000);
    assert_eq!(
        shown(&bad, "service=prod"),
        "the service file /home/ann/.pg_service.conf is not UTF-8"
    );
    assert_eq!(
        shown(&machine.directory(file), "service=prod"),
        "the service file /home/ann/.pg_service.conf is a directory"
    );
}
