//! Passwords and the password file.

use super::{Machine, resolved, shown};
use crate::connect::host::PasswordSource;

/// The passwords of the hosts, each with where it comes from.
fn passwords(machine: &Machine, db: &str) -> String {
    let target = match resolved(machine, db) {
        Ok(target) => target,
        Err(error) => return error,
    };
    let hosts = target.hosts.iter().map(|host| {
        let password = host.password.as_ref().map_or("none", |password| password.reveal());
        let source = match &host.password_source {
            PasswordSource::Setting(source) => source.to_string(),
            PasswordSource::File { path, line } => format!("{}:{line}", path.display()),
            PasswordSource::None { file: None, .. } => "nothing searched".to_owned(),
            PasswordSource::None {
                file: Some(file),
                unreadable,
            } => {
                format!(
                    "{}{}",
                    file.display(),
                    unreadable.as_ref().map_or(String::new(), |why| format!(" {why}"))
                )
            }
        };
        format!("{password} ({source})")
    });
    hosts.collect::<Vec<_>>().join(", ")
}

#[test]
fn the_places_of_the_file() {
    for (machine, path) in [
        (Machine::linux(), "/home/ann/.pgpass"),
        (Machine::mac(), "/Users/ann/.pgpass"),
        (
            Machine::windows(),
            r"C:\Users\ann\AppData\Roaming\postgresql\pgpass.conf",
        ),
        (Machine::linux().variable("PGPASSFILE", "/my/pass"), "/my/pass"),
    ] {
        let machine = machine.file(path, "# mine\ndb:*:shop:*:secret");
        assert_eq!(passwords(&machine, "postgres://db/shop"), format!("secret ({path}:2)"));
        assert_eq!(passwords(&machine, "postgres://other/shop"), format!("none ({path})"));
    }
    let machine = Machine::linux().file("/my/pass", "*:*:*:*:secret");
    assert_eq!(passwords(&machine, "host=db passfile=/my/pass"), "secret (/my/pass:1)");
}

#[test]
fn a_given_password_is_above_the_file() {
    let machine = Machine::linux().file("/home/ann/.pgpass", "*:*:*:*:of_the_file");
    assert_eq!(passwords(&machine, "host=db"), "of_the_file (/home/ann/.pgpass:1)");
    assert_eq!(passwords(&machine, "host=db password=given"), "given (--db)");
    assert_eq!(
        passwords(&machine, "host=db password="),
        "of_the_file (/home/ann/.pgpass:1)"
    );
    let machine = machine.variable("PGPASSWORD", "of_the_variable");
    assert_eq!(passwords(&machine, "host=db"), "of_the_variable (PGPASSWORD)");
    assert_eq!(passwords(&machine, "host=db password=given"), "given (--db)");
    let machine = machine.file("/home/ann/.pg_service.conf", "[prod]\nhost=db\npassword=of_the_service");
    assert_eq!(
        passwords(&machine, "service=prod"),
        "of_the_service (/home/ann/.pg_service.conf, line 3)"
    );
    let machine = machine.variable("DATABASE_URL", "postgres://:of_the_url@db");
    assert_eq!(passwords(&machine, ""), "of_the_url (DATABASE_URL)");
}

#[test]
fn each_host_has_its_own() {
    let machine = Machine::linux().file(
        "/home/ann/.pgpass",
        "a:1:shop:ann:one\nb:2:shop:ann:two\n10.0.0.3:5432:shop:ann:three\nlocalhost:5432:shop:ann:local\n\
         /run/pg:5432:shop:ann:socket\n::1:5432:shop:ann:six",
    );
    assert_eq!(
        passwords(&machine, "postgres://a:1,b:2,c:3/shop"),
        "one (/home/ann/.pgpass:1), two (/home/ann/.pgpass:2), none (/home/ann/.pgpass)"
    );
    assert_eq!(
        passwords(&machine, "hostaddr=10.0.0.3 dbname=shop"),
        "three (/home/ann/.pgpass:3)"
    );
    // The name is looked up where there is one.
    assert_eq!(
        passwords(&machine, "host=a hostaddr=10.0.0.3 port=1 dbname=shop"),
        "one (/home/ann/.pgpass:1)"
    );
    assert_eq!(passwords(&machine, "dbname=shop"), "local (/home/ann/.pgpass:4)");
    assert_eq!(
        passwords(&machine, "host=/tmp dbname=shop"),
        "local (/home/ann/.pgpass:4)"
    );
    assert_eq!(
        passwords(&machine, "host=/run/pg dbname=shop"),
        "socket (/home/ann/.pgpass:5)"
    );
    assert_eq!(
        passwords(&machine, "postgres://[::1]/shop"),
        "six (/home/ann/.pgpass:6)"
    );
}

#[test]
fn a_file_that_others_can_read_is_refused() {
    let path = "/home/ann/.pgpass";
    for mode in [0o640, 0o604, 0o660, 0o644, 0o666, 0o610, 0o700 | 0o001] {
        let machine = Machine::linux().file_of(path, b"*:*:*:*:secret", mode, 1000);
        assert_eq!(
            shown(&machine, "host=db"),
            format!(
                "the password file /home/ann/.pgpass can be read or written by other users of this machine (its mode is \
                 {mode:04o}), so no password is taken from it\nRun: chmod 600 /home/ann/.pgpass"
            )
        );
        // Where a password is given, the file is not looked at.
        assert_eq!(passwords(&machine, "host=db password=given"), "given (--db)");
    }
    for mode in [0o600, 0o400, 0o700] {
        let machine = Machine::linux().file_of(path, b"*:*:*:*:secret", mode, 1000);
        assert_eq!(passwords(&machine, "host=db"), "secret (/home/ann/.pgpass:1)");
    }
}

#[test]
fn files_that_are_none() {
    let path = "/home/ann/.pgpass";
    assert_eq!(
        passwords(&Machine::linux(), "host=db"),
        "none (/home/ann/.pgpass no such file)"
    );
    assert_eq!(
        passwords(&Machine::linux().nobody(), "host=db user=ann"),
        "none (nothing searched)"
    );
    let unreadable = Machine::linux().file_of(path, b"", 0o200, 1000);
    assert_eq!(
        passwords(&unreadable, "host=db"),
        "none (/home/ann/.pgpass permission denied)"
    );
    assert_eq!(
        passwords(
            &Machine::linux().pipe("/dev/fd/63").variable("PGPASSFILE", "/dev/fd/63"),
            "host=db"
        ),
        "PGPASSFILE: the password file /dev/fd/63 is not a plain file\nName a plain file by PGPASSFILE, or give the \
         password by PGPASSWORD."
    );
    assert_eq!(
        passwords(&Machine::linux().directory(path), "host=db"),
        "the password file /home/ann/.pgpass is not a plain file\nName a plain file by PGPASSFILE, or give the \
         password by PGPASSWORD."
    );
    let none = Machine::linux().pipe("/dev/null").variable("PGPASSFILE", "/dev/null");
    assert_eq!(passwords(&none, "host=db"), "none (nothing searched)");
    let empty = Machine::linux().file(path, "db:*:*:*:");
    assert_eq!(passwords(&empty, "host=db"), "none (/home/ann/.pgpass)");
}
