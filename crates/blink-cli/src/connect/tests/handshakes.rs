//! Handshakes in memory: which certificates are taken, as `sslmode` says.

use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, CertifiedIssuer, DnType,
    ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyPair, KeyUsagePurpose, RevokedCertParams, SerialNumber,
    date_time_ymd,
};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConnection, ServerConfig, ServerConnection};

use super::{Machine, resolved};
use crate::connect::failure::Cause;
use crate::connect::tls::configuration;

type Authority = CertifiedIssuer<'static, KeyPair>;

/// The certificate and the key of a server, as PEM.
struct Server {
    certificate: String,
    key: String,
}

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// The parameters of a certificate for some hosts, whose common name is `common.test`.
fn params(hosts: &[&str]) -> CertificateParams {
    let hosts = hosts.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut params = CertificateParams::new(hosts).unwrap();
    params.distinguished_name.push(DnType::CommonName, "common.test");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.serial_number = Some(SerialNumber::from(7));
    params
}

fn signed(params: &CertificateParams, authority: &Authority) -> Server {
    let key = KeyPair::generate().unwrap();
    Server {
        certificate: params.signed_by(&key, authority).unwrap().pem(),
        key: key.serialize_pem(),
    }
}

fn self_signed(params: &CertificateParams) -> Server {
    let key = KeyPair::generate().unwrap();
    Server {
        certificate: params.self_signed(&key).unwrap().pem(),
        key: key.serialize_pem(),
    }
}

/// The end of a handshake with `host`: `taken`, or why not. `roots` is the file that `sslrootcert` names.
fn handshake(server: &Server, host: &str, roots: &str, settings: &str) -> String {
    let machine = Machine::linux().file("/roots", roots).file("/crl", "");
    with(&machine, server, host, settings)
}

fn with(machine: &Machine, server: &Server, host: &str, settings: &str) -> String {
    let target = match resolved(machine, &format!("host={host} {settings}")) {
        Ok(target) => target,
        Err(error) => return error,
    };
    let config = match configuration(&target.ssl) {
        Ok(config) => config,
        Err(error) => return error.to_string(),
    };
    let mut client = ClientConnection::new(Arc::new(config), ServerName::try_from(host.to_owned()).unwrap()).unwrap();
    let chain = CertificateDer::pem_slice_iter(server.certificate.as_bytes())
        .collect::<Result<Vec<_>, _>>()
        .unwrap();
    let key = PrivateKeyDer::from_pem_slice(server.key.as_bytes()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    // The server's own check of its pair does not read certificates of version 1.
    let certified = rustls::sign::CertifiedKey::new(chain, provider.key_provider.load_private_key(key).unwrap());
    let resolver = Arc::new(rustls::sign::SingleCertAndKey::from(certified));
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(resolver);
    let mut server = ServerConnection::new(Arc::new(config)).unwrap();
    while client.is_handshaking() || server.is_handshaking() {
        let mut bytes = Vec::new();
        while client.wants_write() {
            client.write_tls(&mut bytes).unwrap();
        }
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            server.read_tls(&mut rest).unwrap();
            if let Err(error) = server.process_new_packets() {
                return format!("the server: {error}");
            }
        }
        let mut bytes = Vec::new();
        while server.wants_write() {
            server.write_tls(&mut bytes).unwrap();
        }
        let mut rest = bytes.as_slice();
        while !rest.is_empty() {
            client.read_tls(&mut rest).unwrap();
            if let Err(error) = client.process_new_packets() {
                return Cause::Tls(error).to_string();
            }
        }
    }
    "taken".to_owned()
}

const FULL: &str = "sslmode=verify-full sslrootcert=/roots";
const CA: &str = "sslmode=verify-ca sslrootcert=/roots";
const REQUIRE: &str = "sslmode=require";

#[test]
fn chains_and_names() {
    let (other, namesake) = (authority("Another"), authority("An authority"));
    let authority = authority("An authority");
    let (roots, others, namesakes) = (authority.pem(), other.pem(), namesake.pem());
    let both = format!("{others}\n{roots}");
    let server = signed(&params(&["db.test", "10.0.0.1", "*.wild.test"]), &authority);
    let unknown = "no trusted root signed the server's certificate";
    for (host, roots, settings, end) in [
        ("db.test", &roots, FULL, "taken"),
        ("DB.test", &roots, FULL, "taken"),
        ("10.0.0.1", &roots, FULL, "taken"),
        ("a.wild.test", &roots, FULL, "taken"),
        ("db.test", &both, FULL, "taken"),
        (
            "a.b.wild.test",
            &roots,
            FULL,
            "the server's certificate is not a.b.wild.test's: it names db.test, 10.0.0.1, *.wild.test",
        ),
        // The common name does not count beside other names.
        (
            "common.test",
            &roots,
            FULL,
            "the server's certificate is not common.test's: it names db.test, 10.0.0.1, *.wild.test",
        ),
        ("elsewhere.test", &roots, CA, "taken"),
        ("db.test", &others, FULL, unknown),
        ("db.test", &others, CA, unknown),
        // An authority that was made anew under its old name.
        ("db.test", &namesakes, CA, unknown),
        ("db.test", &others, "sslmode=require sslrootcert=/roots", unknown),
        ("elsewhere.test", &others, REQUIRE, "taken"),
    ] {
        assert_eq!(handshake(&server, host, roots, settings), end, "{host} {settings}");
    }
}

#[test]
fn the_common_name_counts_where_there_is_no_other() {
    let authority = authority("An authority");
    let server = signed(&params(&[]), &authority);
    assert_eq!(handshake(&server, "common.test", &authority.pem(), FULL), "taken");
    assert_eq!(
        handshake(&server, "db.test", &authority.pem(), FULL),
        "the server's certificate is not db.test's: it names no host"
    );
}

#[test]
fn times() {
    let authority = authority("An authority");
    let mut old = params(&["db.test"]);
    (old.not_before, old.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2021, 1, 1));
    let mut future = params(&["db.test"]);
    (future.not_before, future.not_after) = (date_time_ymd(2090, 1, 1), date_time_ymd(2091, 1, 1));
    for (params, end) in [
        (old, "the server's certificate has expired"),
        (future, "the server's certificate is not valid yet; is the clock right?"),
    ] {
        for settings in [FULL, CA] {
            assert_eq!(
                handshake(&signed(&params, &authority), "db.test", &authority.pem(), settings),
                end
            );
            let own = self_signed(&params);
            assert_eq!(handshake(&own, "db.test", &own.certificate, settings), end);
        }
        assert_eq!(handshake(&signed(&params, &authority), "db.test", "", REQUIRE), "taken");
    }
}

#[test]
fn a_certificate_signed_by_its_own_key() {
    // As `openssl req -x509` makes it, in the first example of PostgreSQL's documentation.
    let mut authority_too = params(&["db.test"]);
    authority_too.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    for params in [params(&["db.test"]), authority_too] {
        let server = self_signed(&params);
        assert_eq!(handshake(&server, "db.test", &server.certificate, FULL), "taken");
        assert_eq!(handshake(&server, "elsewhere.test", &server.certificate, CA), "taken");
        assert_eq!(
            handshake(&server, "elsewhere.test", &server.certificate, FULL),
            "the server's certificate is not elsewhere.test's: it names db.test"
        );
        assert_eq!(handshake(&server, "db.test", "", REQUIRE), "taken");
        // Another key under the same names.
        let other = self_signed(&super::handshakes::params(&["db.test"]));
        assert_ne!(handshake(&other, "db.test", &server.certificate, CA), "taken");
    }
}

#[test]
fn certificates_of_version_1() {
    // openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=db, and
    // openssl x509 -req -signkey, of OpenSSL 3.0.
    let server = Server {
        certificate: include_str!("version_1.crt").to_owned(),
        key: include_str!("version_1.key").to_owned(),
    };
    assert_eq!(handshake(&server, "db", "", REQUIRE), "taken");
    assert_eq!(handshake(&server, "db", &server.certificate, FULL), "taken");
    assert_eq!(handshake(&server, "elsewhere", &server.certificate, CA), "taken");
    let cannot = "the server's certificate is of X.509 version 1, which rustls cannot check";
    assert_eq!(handshake(&server, "elsewhere", &server.certificate, FULL), cannot);
    assert_eq!(handshake(&server, "db", &authority("An authority").pem(), CA), cannot);
    let old_tls = format!("{REQUIRE} ssl_max_protocol_version=TLSv1.2");
    assert_eq!(handshake(&server, "db", "", &old_tls), cannot);
    // The certificate, without its key.
    let thief = Server {
        key: KeyPair::generate().unwrap().serialize_pem(),
        ..server
    };
    assert_eq!(
        handshake(&thief, "db", "", REQUIRE),
        "the server does not hold the key of its certificate"
    );
}

/// The parameters of a list of one revoked certificate.
fn params_of_list(end: i32) -> CertificateRevocationListParams {
    CertificateRevocationListParams {
        this_update: date_time_ymd(2020, 1, 1),
        next_update: date_time_ymd(end, 1, 1),
        crl_number: SerialNumber::from(1),
        issuing_distribution_point: None,
        revoked_certs: vec![RevokedCertParams {
            serial_number: SerialNumber::from(7),
            revocation_time: date_time_ymd(2020, 1, 1),
            reason_code: None,
            invalidity_date: None,
        }],
        key_identifier_method: KeyIdMethod::Sha256,
    }
}

#[test]
fn revocation_lists() {
    let authority = authority("An authority");
    let list = |serial: u64, end| {
        let mut params = params_of_list(end);
        for revoked in &mut params.revoked_certs {
            revoked.serial_number = SerialNumber::from(serial);
        }
        params.signed_by(&authority).unwrap().pem().unwrap()
    };
    let server = signed(&params(&["db.test"]), &authority);
    let later = 2090;
    for (crl, end) in [
        (list(8, later), "taken"),
        (list(7, later), "the server's certificate is revoked"),
        (list(8, 2021), "the list of revoked certificates has expired"),
    ] {
        let machine = Machine::linux().file("/roots", &authority.pem()).file("/crl", &crl);
        assert_eq!(with(&machine, &server, "db.test", &format!("{FULL} sslcrl=/crl")), end);
        // The usual places.
        let machine = Machine::linux()
            .file("/home/ann/.postgresql/root.crt", &authority.pem())
            .file("/home/ann/.postgresql/root.crl", &crl);
        assert_eq!(with(&machine, &server, "db.test", "sslmode=verify-ca"), end);
    }
    // Another authority's list says nothing about this one.
    let (other, mut foreign) = (super::handshakes::authority("Another"), params_of_list(later));
    foreign.revoked_certs.clear();
    let foreign = foreign.signed_by(&other).unwrap().pem().unwrap();
    let machine = Machine::linux().file("/roots", &authority.pem()).file("/crl", &foreign);
    assert_eq!(
        with(&machine, &server, "db.test", &format!("{FULL} sslcrl=/crl")),
        "no list of sslcrl covers the server's certificate"
    );
}

#[test]
fn roots_that_cannot_be_read() {
    let server = self_signed(&params(&["db.test"]));
    let nonsense = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let message = handshake(&server, "db.test", nonsense, FULL);
    assert!(
        message.starts_with("sslrootcert: a certificate in /roots cannot be read: "),
        "{message}"
    );
}
