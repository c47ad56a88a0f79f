//! Several hosts, sockets, and hosts that do not answer.

use super::fake_server::{answering, error, hanging_up, login};
use super::tls_server::TlsServer;
use super::{Machine, connect, dead_port, one, refused};

#[tokio::test]
async fn the_socket() {
    let Some(server) = TlsServer::get() else { return };
    let directory = server.cluster.socket_dir().unwrap().to_str().unwrap();
    let port = server.port;
    let machine = Machine::new();
    let encoded = directory.replace('/', "%2F");
    for db in [
        format!("host={directory} port={port} user=postgres"),
        format!("postgres://postgres@{encoded}:{port}/postgres"),
        // No socket is encrypted, as in libpq.
        format!("postgres:///postgres?host={directory}&port={port}&user=postgres&sslmode=verify-full"),
    ] {
        let connected = connect(&machine, &db).await;
        assert_eq!(one(&connected, "SELECT inet_server_addr() IS NULL").await, "t");
        assert_eq!(
            connected.host.socket().unwrap(),
            std::path::Path::new(directory).join(format!(".s.PGSQL.{port}"))
        );
        assert_eq!(connected.host.address(), None);
        assert!(!connected.encrypted);
        assert_eq!(
            connected.host.to_string(),
            format!("the socket {directory}/.s.PGSQL.{port}")
        );
    }
    let none = machine.home.to_str().unwrap();
    assert_eq!(
        machine.short(&refused(&machine, &format!("host={none} user=ann dbname=shop")).await),
        "cannot connect to postgres://ann@/shop?host=~\n  the socket ~/.s.PGSQL.5432: there is no such socket\nIs the \
         server running? One in a container, or one that listens on TCP alone, is reached by \
         --db postgres://user@localhost/database; a socket elsewhere by host=/its/directory."
    );
}

#[tokio::test]
async fn a_dead_host_gives_way_to_the_next() {
    let Some(server) = TlsServer::get() else { return };
    let (dead, port) = (dead_port(), server.port);
    let starting = answering(&error("57P03", "the database system is starting up"));
    let machine = Machine::new();
    for hosts in [
        format!("127.0.0.1:{dead},127.0.0.1:{port}"),
        format!("127.0.0.1:{starting},127.0.0.1:{port}"),
        format!("no-such-host.invalid:1,127.0.0.1:{port}"),
        format!("%2Fno%2Fsuch%2Fdirectory:1,127.0.0.1:{port}"),
        format!("127.0.0.1:{port},127.0.0.1:{dead}"),
    ] {
        for more in ["", "?load_balance_hosts=random", "?target_session_attrs=read-write"] {
            let connected = connect(&machine, &format!("postgres://postgres@{hosts}/shop{more}")).await;
            assert_eq!(connected.host.port(), port);
            // The second connection goes to the host that answered, and asks no other.
            let again = connected.target.connect().await.unwrap();
            assert_eq!(again.host.port(), port);
            assert!(!again.target.to_string().contains(','), "{}", again.target);
        }
    }
}

#[tokio::test]
async fn each_host_says_why() {
    let (one, two) = (
        dead_port(),
        answering(&error("57P03", "the database system is starting up")),
    );
    let machine = Machine::new();
    let message = refused(
        &machine,
        &format!("postgres://ann@no-such-host.invalid:1,127.0.0.1:{one},[::ffff:127.0.0.1]:{two}/shop"),
    )
    .await;
    // The resolver's own words differ from system to system.
    let start = message.find("not known (").unwrap() + "not known (".len();
    let end = start + message[start..].find(")\n").unwrap();
    let message = format!("{}…{}", &message[..start], &message[end..]);
    assert_eq!(
        message,
        format!(
            "cannot connect to postgres://ann@no-such-host.invalid:1,127.0.0.1:{one},[::ffff:127.0.0.1]:{two}/shop\n  \
             no-such-host.invalid, port 1: its name is not known (…)\n  127.0.0.1, port {one}: nothing listens there \
             (connection refused)\n  ::ffff:127.0.0.1, port {two}: the database system is starting up (57P03)\nCheck \
             the spelling of the host.\nIs the server running there, and does it listen on this address and port \
             (listen_addresses, port)? A container has to publish its port.\nThe server starts, stops or recovers: try \
             again soon."
        )
    );
}

#[tokio::test]
async fn a_refused_login_is_the_end() {
    let Some(server) = TlsServer::get() else { return };
    // As in libpq: only a host that cannot be reached gives way to the next.
    let full = answering(&error("53300", "sorry, too many clients already"));
    let message = refused(
        &Machine::new(),
        &format!("postgres://postgres@127.0.0.1:{full},127.0.0.1:{}/shop", server.port),
    )
    .await;
    assert_eq!(
        message,
        format!(
            "cannot connect to postgres://postgres@127.0.0.1:{full},127.0.0.1:{}/shop\n  127.0.0.1, port {full}: sorry, \
             too many clients already (53300)\nEnd other sessions, or raise max_connections.",
            server.port
        )
    );
}

#[tokio::test]
async fn a_silent_host_is_left_after_the_timeout() {
    let silent = answering(b"");
    let message = refused(
        &Machine::new(),
        &format!("host=127.0.0.1 port={silent} user=ann connect_timeout=1"),
    )
    .await;
    assert_eq!(
        message,
        format!(
            "cannot connect to postgres://ann@127.0.0.1:{silent}/ann\n  127.0.0.1, port {silent}: no answer within 1 \
             s\nCheck the host and the port; a firewall that drops connections looks like this. The limit is \
             connect_timeout."
        )
    );
    let Some(server) = TlsServer::get() else { return };
    let db = format!(
        "postgres://postgres@127.0.0.1:{silent},127.0.0.1:{}/shop?connect_timeout=1",
        server.port
    );
    assert_eq!(connect(&Machine::new(), &db).await.host.port(), server.port);
}

#[tokio::test]
async fn logins_that_are_not_supported() {
    let advice = "The server asks for a login by GSSAPI, SSPI or OAuth, which Blink has not: a line of its pg_hba.conf \
                  has to let this role in by scram-sha-256 or by a certificate.";
    for (number, more, why) in [
        (7, &b""[..], "authentication error: unsupported authentication method"),
        (9, b"", "authentication error: unsupported authentication method"),
        (2, b"", "authentication error: unsupported authentication method"),
        (
            10,
            b"OAUTHBEARER\0\0",
            "authentication error: unsupported SASL mechanism",
        ),
    ] {
        let port = answering(&login(number, more));
        let message = refused(
            &Machine::new(),
            &format!("postgres://ann:se%20cret@127.0.0.1:{port}/shop"),
        )
        .await;
        assert_eq!(
            message,
            format!(
                "cannot connect to postgres://ann:***@127.0.0.1:{port}/shop\n  127.0.0.1, port {port}: {why}\n{advice}"
            )
        );
    }
}

#[tokio::test]
async fn what_a_server_says_is_shown_without_control_characters_and_passwords() {
    let port = answering(&error(
        "28000",
        "no \u{1b}[2J entry\nfor password=sesame and postgres://a:se cret@b, se cret",
    ));
    let message = refused(
        &Machine::new(),
        &format!("postgres://ann:se%20cret@127.0.0.1:{port}/shop"),
    )
    .await;
    assert_eq!(
        message,
        format!(
            "cannot connect to postgres://ann:***@127.0.0.1:{port}/shop\n  127.0.0.1, port {port}: no \\u{{1b}}[2J \
             entry\\nfor password=*** and postgres://a:***@b, *** (28000)\nThe role comes from --db."
        )
    );
}

#[tokio::test]
async fn a_server_that_hangs_up() {
    let within = "error communicating with the server: bytes remaining on stream";
    for (answer, why) in [(&b""[..], "connection closed"), (b"R\0\0\0\x08\0\0\0\0E", within)] {
        let port = hanging_up(answer);
        let message = refused(&Machine::new(), &format!("host=127.0.0.1 port={port} user=ann")).await;
        assert_eq!(
            message,
            format!("cannot connect to postgres://ann@127.0.0.1:{port}/ann\n  127.0.0.1, port {port}: {why}")
        );
    }
}
