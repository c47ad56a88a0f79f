//! A server with TLS, and with roles that log in in different ways.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt};
use std::sync::OnceLock;

use blink_testdb::Cluster;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair, SanType,
};

/// A certificate authority.
pub type Authority = CertifiedIssuer<'static, KeyPair>;

/// A certificate and its key, as PEM.
pub struct Pair {
    pub certificate: String,
    pub key: String,
}

/// A server whose certificate names `localhost` and `db.test`, and which lets in:
///
/// - `ann` with the password `se cret:1` by SCRAM, `clear` and `md5er` with theirs;
/// - `certy`, and `db` by one of version 1, with a certificate, over TLS alone;
/// - `only_tls` and `only_plain` without a password;
/// - `postgres` without one, by the socket too.
pub struct TlsServer {
    pub cluster: Cluster,
    pub port: u16,
    pub authority: Authority,
}

pub const PASSWORD: &str = "se cret:1";

/// A certificate as `openssl x509 -req` made it until OpenSSL 3.2.
pub const VERSION_1: &str = include_str!("../../../src/connect/tests/version_1.crt");
pub const VERSION_1_KEY: &str = include_str!("../../../src/connect/tests/version_1.key");

const HBA: &str = "
local     all all                     trust
hostssl   all certy      127.0.0.1/32 cert
hostssl   all db         127.0.0.1/32 cert
hostssl   all only_tls   127.0.0.1/32 trust
hostnossl all only_plain 127.0.0.1/32 trust
host      all ann        127.0.0.1/32 scram-sha-256
host      all md5er      127.0.0.1/32 md5
host      all clear      127.0.0.1/32 password
host      all postgres   127.0.0.1/32 trust
host      all read_only  127.0.0.1/32 trust
";

const ROLES: &str = "
SET password_encryption = 'scram-sha-256';
CREATE ROLE ann LOGIN PASSWORD 'se cret:1';
CREATE ROLE clear LOGIN PASSWORD 'se cret:1';
SET password_encryption = 'md5';
CREATE ROLE md5er LOGIN PASSWORD 'se cret:1';
CREATE ROLE certy LOGIN;
CREATE ROLE db LOGIN;
CREATE ROLE only_tls LOGIN;
CREATE ROLE only_plain LOGIN;
CREATE ROLE read_only LOGIN;
ALTER ROLE read_only SET default_transaction_read_only = on;
CREATE DATABASE shop;
";

impl TlsServer {
    /// The server of all tests; `None`, said loudly, where there are no programs.
    pub fn get() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<TlsServer>> = OnceLock::new();
        // On a thread of its own: the blocking client brings a runtime, and there may be one already.
        let start = || std::thread::spawn(Self::start).join().unwrap();
        let server = SERVER.get_or_init(start).as_ref();
        if server.is_none() {
            let thread = std::thread::current();
            blink_testdb::leave_out(thread.name().unwrap_or("a test"), "needs a server with TLS of its own");
        }
        server
    }

    fn start() -> Option<Self> {
        let mut cluster = blink_testdb::own_cluster()?;
        let mut admin = postgres::Client::connect(&cluster.url(), postgres::NoTls).unwrap();
        for statement in ROLES
            .split_inclusive(';')
            .filter(|statement| !statement.trim().is_empty())
        {
            // A database is not created within the transaction of several statements.
            admin.batch_execute(statement).unwrap();
        }
        drop(admin);
        let authority = authority("Blink's tests");
        let names = [dns("localhost"), dns("db.test")];
        let pair = pair(&authority, "ignored", &names, ExtendedKeyUsagePurpose::ServerAuth);
        let data = cluster.data_dir().to_owned();
        let owner = std::fs::metadata(&data).unwrap();
        for (name, text) in [
            ("server.crt", pair.certificate.as_str()),
            ("server.key", &pair.key),
            ("clients.crt", &format!("{}{VERSION_1}", authority.pem())),
            ("pg_hba.conf", HBA),
        ] {
            let path = data.join(name);
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
            std::os::unix::fs::chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
        }
        let conf = data.join("postgresql.conf");
        let old = std::fs::read_to_string(&conf).unwrap();
        std::fs::write(&conf, format!("{old}\nssl = on\nssl_ca_file = 'clients.crt'\n")).unwrap();
        cluster.stop_immediate();
        cluster.bring_up();
        let port = crate::support::port(&cluster.url());
        Some(Self {
            cluster,
            port,
            authority,
        })
    }

    /// `host=localhost`, at the address that the server listens on.
    pub fn db(&self, more: &str) -> String {
        format!(
            "host=localhost hostaddr=127.0.0.1 port={} dbname=shop {more}",
            self.port
        )
    }

    /// A certificate for a client.
    pub fn client(&self, role: &str) -> Pair {
        pair(&self.authority, role, &[], ExtendedKeyUsagePurpose::ClientAuth)
    }
}

pub fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, name);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

pub fn pair(authority: &Authority, common_name: &str, names: &[SanType], purpose: ExtendedKeyUsagePurpose) -> Pair {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, common_name);
    params.subject_alt_names = names.to_vec();
    params.extended_key_usages = vec![purpose];
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    Pair {
        certificate: certificate.pem(),
        key: key.serialize_pem(),
    }
}

pub fn dns(name: &str) -> SanType {
    SanType::DnsName(name.try_into().unwrap())
}
