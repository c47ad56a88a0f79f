//! All that is written is read back, nothing that is read makes a panic, and no mistake shows a password.

use proptest::prelude::*;

use super::Machine;
use crate::connect::gather::gather;
use crate::connect::host::PasswordSource;
use crate::connect::parameters::{PARAMETERS, Support};
use crate::connect::settings::Source;
use crate::connect::target::Target;
use crate::connect::{conninfo, mask, url};

const NAMES: [&str; 5] = ["user", "password", "dbname", "options", "application_name"];

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| format!("%{byte:02x}"))
        .collect::<Vec<_>>()
        .concat()
}

fn escaped(text: &str, letters: &[char]) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if letters.contains(&letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}

/// All that is shown of what comes of a connection string.
fn outputs(machine: &Machine, db: &str) -> String {
    match Target::resolve(Some(db), &machine.platform()) {
        Ok(target) => format!(
            "{target} {target:?} {:?} {:?} {:?}",
            target.hosts, target.session, target.ssl
        ),
        Err(error) => format!("{error} {error:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_connection_string_is_read_back(pairs in prop::collection::vec((0..NAMES.len(), any::<String>()), 0..6)) {
        let text = pairs.iter().map(|(name, value)| format!("{} = '{}' ", NAMES[*name], escaped(value, &['\'', '\\'])));
        let read = conninfo::parse(&text.collect::<String>(), "--db").unwrap();
        let read = read.iter().map(|(parameter, value)| (parameter.name, value.as_str()));
        prop_assert!(read.eq(pairs.iter().map(|(name, value)| (NAMES[*name], value.as_str()))));
    }

    #[test]
    fn a_url_is_read_back(
        user in "[^\0]{1,9}",
        password in "[^\0]{1,9}",
        hosts in prop::collection::vec(("[^\0,]{1,9}", 1..=u16::MAX), 1..4),
        database in "[^\0]{1,9}",
        options in "[^\0]{0,9}",
    ) {
        let places = hosts.iter().map(|(host, port)| format!("{}:{port}", encoded(host))).collect::<Vec<_>>();
        let text = format!(
            "{}:{}@{}/{}?options={}",
            encoded(&user), encoded(&password), places.join(","), encoded(&database), encoded(&options),
        );
        let read = url::parse(&text, "--db").unwrap();
        let names = hosts.iter().map(|(host, _)| host.clone()).collect::<Vec<_>>().join(",");
        let ports = hosts.iter().map(|(_, port)| port.to_string()).collect::<Vec<_>>().join(",");
        let expected = [
            ("user", user), ("password", password), ("host", names), ("port", ports), ("dbname", database),
            ("options", options),
        ];
        let read = read.into_iter().map(|(parameter, value)| (parameter.name, value));
        prop_assert!(read.eq(expected));
    }

    #[test]
    fn a_line_of_a_password_file_is_read_back(
        host in "[^\0\n\r,/@]{1,9}",
        database in "[^\0\n\r]{1,9}",
        password in "[^\0\n\r]{1,9}",
        before in "([#a-z:\\\\]{0,12}\n){0,3}",
    ) {
        let host = format!("db{}", host.trim());
        let field = |text: &str| escaped(text, &[':', '\\']);
        let line = format!("{}:*:{}:ann:{}", field(&host), field(&database), field(&password));
        let machine = Machine::linux().file("/home/ann/.pgpass", &format!("{before}{line}\nother:*:*:*:x"));
        let db = format!("host='{}' dbname='{}'", escaped(&host, &['\'', '\\']), escaped(&database, &['\'', '\\']));
        let target = Target::resolve(Some(&db), &machine.platform()).unwrap();
        let host = &target.hosts[0];
        let of_file = matches!(host.password_source, PasswordSource::File { .. });
        prop_assert!(of_file);
        prop_assert_eq!(host.password.as_ref().unwrap().reveal(), password);
    }

    #[test]
    fn nothing_makes_a_panic(
        db in prop_oneof![
            any::<String>(),
            "(postgres://)?[a-z0-9:/@?&=%,.\\[\\]' \\\\]{0,40}",
            "((host|port|hostaddr|password|sslmode|sslrootcert|service)=[^ ]{0,9} ?){0,5}",
        ],
        service in any::<String>(),
        passwords in prop::collection::vec(any::<u8>(), 0..60),
        port in any::<String>(),
    ) {
        for machine in [Machine::linux(), Machine::mac(), Machine::windows()] {
            let machine = machine
                .file("/home/ann/.pg_service.conf", &format!("[a]\n{service}"))
                .file_of("/home/ann/.pgpass", &passwords, 0o600, 1000)
                .variable("PGPORT", &port)
                .variable("PGSERVICE", "a");
            let _ = outputs(&machine, &db);
            let _ = mask(&db);
        }
    }

    #[test]
    fn no_mistake_shows_a_password(middle in "[a-z0-9:/@?#%&= ,;'\\\\\\[\\]é]{0,6}", form in 0..7) {
        let password = format!("SECRET1{middle}SECRET2");
        let db = match form {
            0 => format!("postgres://ann:{password}@db/shop"),
            1 => format!("postgres://ann:{password}@db:5432/shop?sslmode=nonsense"),
            2 => format!("postgres://ann:{password}"),
            3 => format!("postgres://db/shop?password={password}"),
            4 => format!("host=db password={password} user=ann"),
            5 => format!("host=db password='{password} user=ann"),
            _ => format!("password={password}"),
        };
        // What comes out as another parameter's value is no password, as far as anyone can tell.
        let is_host = form == 2 && middle.contains('@');
        let other_value = is_host || ["user=", "host=", "port="].iter().any(|name| middle.contains(name));
        if !other_value {
            let outputs = outputs(&Machine::linux(), &db);
            prop_assert!(!outputs.contains("SECRET"), "{}: {}", db, outputs);
            let masked = mask(&format!("could not read {db}"));
            let quoted = middle.contains(['\'', '&', ' ', '@']);
            prop_assert!(quoted || !masked.contains("SECRET") || form == 2, "{}", masked);
        }
    }
}

#[test]
fn every_parameter_is_read_from_its_variable() {
    for parameter in PARAMETERS {
        let Some(variable) = parameter.variable.filter(|_| !parameter.name.starts_with("service")) else {
            continue;
        };
        let machine = Machine::linux().variable(variable, "value");
        match gather(None, &machine.platform()) {
            Ok(settings) => {
                let setting = settings.get(parameter.name).unwrap();
                assert_eq!(setting.value, "value");
                assert_eq!(setting.source, Source::Variable(variable));
            }
            Err(error) => {
                assert!(matches!(parameter.support, Support::Refused(_)), "{error}");
                assert!(error.to_string().starts_with(&format!("{variable}: ")), "{error}");
            }
        }
    }
}

#[test]
fn this_machine_is_read() {
    let platform = crate::connect::Platform::of_this_process();
    assert!(platform.user.is_some());
    assert!(platform.environment.contains_key("PATH"));
    // The files are this machine's.
    let status = platform
        .files
        .status(std::path::Path::new(env!("CARGO_MANIFEST_DIR")))
        .unwrap();
    assert_eq!(status.kind, crate::connect::FileKind::Directory);
}
