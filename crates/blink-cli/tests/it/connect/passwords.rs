//! A password from each place, and what is said where it is wrong.

use super::tls_server::{PASSWORD, TlsServer};
use super::{Machine, connect, one, refused};

#[tokio::test]
async fn a_password_from_each_place() {
    let Some(server) = TlsServer::get() else { return };
    let port = server.port;
    let line = format!("localhost:{port}:shop:ann:se cret\\:1\n");
    let service = format!("[shop]\nhost=localhost\nhostaddr=127.0.0.1\nport={port}\nuser=ann\ndbname=shop\n");
    let plain = server.db("user=ann");
    let url = format!("postgres://ann:se%20cret%3A1@localhost:{port}/shop?hostaddr=127.0.0.1");
    for (machine, db) in [
        (Machine::new(), server.db("user=ann password='se cret:1'")),
        (Machine::new(), url),
        (Machine::new().variable("PGPASSWORD", PASSWORD), plain.clone()),
        (Machine::new().file(".pgpass", &line), plain),
        (
            Machine::new().file(".pg_service.conf", &format!("{service}password=se cret:1\n")),
            "service=shop".to_owned(),
        ),
        (
            Machine::new().file(".pg_service.conf", &service).file(".pgpass", &line),
            "service=shop".to_owned(),
        ),
    ] {
        let connected = connect(&machine, &db).await;
        assert_eq!(one(&connected, "SELECT current_user").await, "ann");
    }
    let machine = Machine::new().file("pass", &line);
    let pass = machine.path("pass");
    let machine = machine.variable("PGPASSFILE", pass.to_str().unwrap());
    connect(&machine, &server.db("user=ann")).await;
}

#[tokio::test]
async fn every_login_by_password() {
    let Some(server) = TlsServer::get() else { return };
    let machine = Machine::new().variable("PGPASSWORD", PASSWORD);
    for role in ["ann", "md5er", "clear"] {
        // Since PostgreSQL 18 a server may be built without the old ones; it is not.
        for mode in ["disable", "require"] {
            let connected = connect(&machine, &server.db(&format!("user={role} sslmode={mode}"))).await;
            assert_eq!(one(&connected, "SELECT current_user").await, role);
        }
    }
}

#[tokio::test]
async fn a_wrong_password_says_where_it_comes_from() {
    let Some(server) = TlsServer::get() else { return };
    let port = server.port;
    let head = format!(
        "cannot connect to postgres://ann:***@localhost:{port}/shop\n  localhost (127.0.0.1), port {port}: password \
         authentication failed for user \"ann\" (28P01)\n"
    );
    let db = server.db("user=ann");
    for (machine, db, from) in [
        (Machine::new(), server.db("user=ann password=sesame"), "--db"),
        (
            Machine::new().variable("PGPASSWORD", "sesame"),
            db.clone(),
            "the environment variable PGPASSWORD",
        ),
        (
            Machine::new().file(".pgpass", &format!("# mine\nlocalhost:{port}:shop:ann:sesame")),
            db.clone(),
            "line 2 of ~/.pgpass",
        ),
        (
            Machine::new()
                .file(".pg_service.conf", "[shop]\npassword=sesame")
                .variable("PGSERVICE", "shop"),
            db,
            "~/.pg_service.conf, line 2",
        ),
    ] {
        let message = machine.short(&refused(&machine, &db).await);
        assert_eq!(message, format!("{head}The password comes from {from}."));
        assert!(!message.contains("sesame"));
    }
}

#[tokio::test]
async fn no_password_says_where_it_was_looked_for() {
    let Some(server) = TlsServer::get() else { return };
    let port = server.port;
    let head = format!(
        "cannot connect to postgres://ann@localhost:{port}/shop\n  localhost (127.0.0.1), port {port}: the server asks \
         for a password, and there is none\nSet PGPASSWORD; or "
    );
    let db = server.db("user=ann");
    let line = format!("localhost:{port}:shop:ann:PASSWORD");
    for (machine, rest) in [
        (
            Machine::new(),
            format!(
                "write the line {line} into ~/.pgpass, which was not read (No such file or directory (os error 2))."
            ),
        ),
        (
            Machine::new().file(".pgpass", "other:*:*:*:sesame"),
            format!("~/.pgpass, in which no line fits, gets the line {line}"),
        ),
    ] {
        assert_eq!(machine.short(&refused(&machine, &db).await), format!("{head}{rest}"));
    }
}

#[tokio::test]
async fn names_that_the_server_does_not_know() {
    let Some(server) = TlsServer::get() else { return };
    let port = server.port;
    let machine = Machine::new();
    let base = format!("host=127.0.0.1 port={port}");
    assert_eq!(
        refused(&machine, &format!("{base} user=postgres dbname=shpo")).await,
        format!(
            "cannot connect to postgres://postgres@127.0.0.1:{port}/shpo\n  127.0.0.1, port {port}: database \"shpo\" \
             does not exist (3D000)\nThe name comes from --db. createdb makes a database; psql -l lists those there are."
        )
    );
    assert_eq!(
        refused(&machine, &format!("{base} user=read_only")).await,
        format!(
            "cannot connect to postgres://read_only@127.0.0.1:{port}/read_only\n  127.0.0.1, port {port}: database \
             \"read_only\" does not exist (3D000)\nNo database is named, so it has the role's name; \
             --db postgres://…/database or PGDATABASE names one."
        )
    );
    let message = refused(&machine, &format!("{base} dbname=shop")).await;
    assert_eq!(
        message,
        format!(
            "cannot connect to postgres://nobody_in_particular@127.0.0.1:{port}/shop\n  127.0.0.1, port {port}, with \
             TLS: no pg_hba.conf entry for host \"127.0.0.1\", user \"nobody_in_particular\", database \"shop\", SSL \
             encryption (28000)\n  127.0.0.1, port {port}, without TLS: no pg_hba.conf entry for host \"127.0.0.1\", \
             user \"nobody_in_particular\", database \"shop\", no encryption (28000)\nNo role is named, so it is the \
             system's user; --db postgres://role@… or PGUSER names one."
        )
        .replace(
            "SSL encryption",
            if server.cluster.version() < 14 {
                "SSL on"
            } else {
                "SSL encryption"
            }
        )
        .replace(
            "no encryption",
            if server.cluster.version() < 14 {
                "SSL off"
            } else {
                "no encryption"
            }
        )
    );
}
