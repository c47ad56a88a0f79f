//! The settings of the encryption, with the certificates and keys that they name.

mod files;

use std::path::PathBuf;

use rustls::SupportedProtocolVersion;
use rustls::version::{TLS12, TLS13};

use super::error::ConnectError;
use super::platform::Platform;
use super::settings::Settings;

pub(crate) use files::{Certificates, ClientCertificate, RevocationLists};

/// `sslmode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum SslMode {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl SslMode {
    const WORDS: [(&'static str, Self); 6] = [
        ("disable", Self::Disable),
        ("allow", Self::Allow),
        ("prefer", Self::Prefer),
        ("require", Self::Require),
        ("verify-ca", Self::VerifyCa),
        ("verify-full", Self::VerifyFull),
    ];

    pub(crate) fn word(self) -> &'static str {
        let word = Self::WORDS.iter().find(|(_, mode)| *mode == self);
        word.map_or("", |(word, _)| word)
    }
}

/// The part of the server's certificate that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verification {
    Nothing,
    /// That a root signed it.
    Chain,
    /// That a root signed it, and that it is the host's.
    ChainAndName,
}

/// The roots that a server's certificate has to lead to.
#[derive(Clone, Debug)]
pub(crate) enum Roots {
    None,
    /// Those that the operating system trusts.
    System,
    File(Certificates),
}

/// The settings of the encryption.
#[derive(Clone, Debug)]
pub(crate) struct Ssl {
    pub(crate) mode: SslMode,
    /// `sslnegotiation=direct`: TLS from the first byte, which servers understand since PostgreSQL 17.
    pub(crate) direct: bool,
    pub(crate) verification: Verification,
    pub(crate) roots: Roots,
    pub(crate) revoked: Option<RevocationLists>,
    pub(crate) client: Option<ClientCertificate>,
    pub(crate) versions: Vec<&'static SupportedProtocolVersion>,
    /// True if the host's name is sent before the encryption begins.
    pub(crate) names_host: bool,
}

impl Ssl {
    /// Checks the settings. Files are read only if a host is reached by TCP: no socket is encrypted, as in libpq.
    pub(crate) fn resolve(settings: &Settings, platform: &Platform, by_tcp: bool) -> Result<Self, ConnectError> {
        let system = settings
            .filled("sslrootcert")
            .is_some_and(|roots| roots.value == "system");
        let given = settings.word("sslmode", &SslMode::WORDS)?;
        let mode = given.unwrap_or(if system { SslMode::VerifyFull } else { SslMode::Prefer });
        let direct = settings.word("sslnegotiation", &[("postgres", false), ("direct", true)])?;
        let names_host = settings.word("sslsni", &[("1", true), ("0", false)])?;
        let mut ssl = Self {
            mode,
            direct: direct.unwrap_or(false),
            verification: Verification::Nothing,
            roots: Roots::None,
            revoked: None,
            client: None,
            versions: versions(settings)?,
            names_host: names_host.unwrap_or(true),
        };
        let certificate_wanted = certificate_wanted(settings)?;
        ssl.refuse_weak_modes(settings, system)?;
        if mode == SslMode::Disable || !by_tcp {
            return Ok(ssl);
        }
        ssl.roots = roots(settings, platform, mode)?;
        ssl.verification = match (&ssl.roots, mode) {
            (_, SslMode::VerifyFull) => Verification::ChainAndName,
            (Roots::None, _) => Verification::Nothing,
            // Once there is a root certificate, libpq checks against it in every mode (`initialize_SSL` in
            // fe-secure-openssl.c).
            (Roots::System | Roots::File(_), _) => Verification::Chain,
        };
        ssl.revoked = revoked(settings, platform, &ssl.roots)?;
        if certificate_wanted {
            ssl.client = files::client_certificate(settings, platform)?;
        }
        Ok(ssl)
    }

    fn refuse_weak_modes(&self, settings: &Settings, system: bool) -> Result<(), ConnectError> {
        let named = |name: &str| {
            settings
                .get(name)
                .map_or(String::new(), |setting| format!("{}: ", setting.source))
        };
        let mode = self.mode.word();
        if system && self.mode != SslMode::VerifyFull {
            // Anyone gets a certificate of a public authority for a name of their own.
            return Err(ConnectError::settings(format!(
                "{}sslrootcert=system with sslmode={mode} would take any server's certificate",
                named("sslmode")
            ))
            .help("Write sslmode=verify-full, or leave sslmode out."));
        }
        if self.direct && self.mode < SslMode::Require {
            return Err(ConnectError::settings(format!(
                "{}sslnegotiation=direct has no way back to a connection without TLS, and sslmode={mode} wants one",
                named("sslnegotiation")
            ))
            .help("Write sslmode=require, verify-ca or verify-full."));
        }
        Ok(())
    }
}

/// Returns false if `sslcertmode` forbids a client certificate.
fn certificate_wanted(settings: &Settings) -> Result<bool, ConnectError> {
    let modes = [("allow", Some(true)), ("disable", Some(false)), ("require", None)];
    match settings.word("sslcertmode", &modes)? {
        Some(None) => {
            let source = settings
                .get("sslcertmode")
                .map_or(String::new(), |mode| format!("{}: ", mode.source));
            Err(ConnectError::settings(format!(
                "{source}sslcertmode=require is not supported: Blink cannot tell whether the server asked for the \
                 certificate"
            ))
            .help("Write sslcertmode=allow; the server's pg_hba.conf demands a certificate by clientcert=verify-full."))
        }
        wanted => Ok(wanted.flatten().unwrap_or(true)),
    }
}

/// The versions of TLS between `ssl_min_protocol_version` and `ssl_max_protocol_version`.
fn versions(settings: &Settings) -> Result<Vec<&'static SupportedProtocolVersion>, ConnectError> {
    let number = |name| {
        let Some(setting) = settings.filled(name) else {
            return Ok(None);
        };
        match setting.value.to_ascii_lowercase().as_str() {
            "tlsv1" => Ok(Some(10)),
            "tlsv1.1" => Ok(Some(11)),
            "tlsv1.2" => Ok(Some(12)),
            "tlsv1.3" => Ok(Some(13)),
            _ => Err(setting.invalid(name, "is one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3")),
        }
    };
    let least = number("ssl_min_protocol_version")?.unwrap_or(12);
    let most = number("ssl_max_protocol_version")?.unwrap_or(13);
    let versions = [(12, &TLS12), (13, &TLS13)]
        .into_iter()
        .filter(|(number, _)| (least..=most).contains(number))
        .map(|(_, version)| version)
        .collect::<Vec<_>>();
    if !versions.is_empty() {
        return Ok(versions);
    }
    let source = settings
        .filled("ssl_max_protocol_version")
        .map_or(String::new(), |setting| format!("{}: ", setting.source));
    Err(if least > most {
        ConnectError::settings(format!(
            "{source}ssl_max_protocol_version is less than ssl_min_protocol_version"
        ))
    } else {
        ConnectError::settings(format!(
            "{source}ssl_max_protocol_version below TLSv1.2 is not supported"
        ))
        .help("Those versions are broken; leave it out.")
    })
}

/// The roots: `sslrootcert`, else `~/.postgresql/root.crt`, else, for `verify-full`, the system's.
fn roots(settings: &Settings, platform: &Platform, mode: SslMode) -> Result<Roots, ConnectError> {
    if let Some(setting) = settings.filled("sslrootcert") {
        if setting.value == "system" {
            return Ok(Roots::System);
        }
        let path = PathBuf::from(&setting.value);
        return Ok(Roots::File(Certificates::read(
            platform,
            &path,
            &format!("{}: sslrootcert", setting.source),
        )?));
    }
    let usual = platform.user_file(".postgresql/root.crt", "root.crt");
    if let Some(path) = usual.as_ref().filter(|path| platform.files.status(path).is_ok()) {
        return Ok(Roots::File(Certificates::read(platform, path, "the root certificate")?));
    }
    match mode {
        SslMode::VerifyFull => Ok(Roots::System),
        SslMode::VerifyCa => {
            let usual = usual.map_or(String::new(), |path| format!(", and {} is not there", path.display()));
            Err(ConnectError::settings(format!(
                "sslmode=verify-ca needs a root certificate: none is named{usual}"
            ))
            .help(
                "Name the file by sslrootcert, or write sslmode=verify-full, which checks the name, too, and takes the \
                 system's roots.",
            ))
        }
        _ => Ok(Roots::None),
    }
}

/// The lists of revoked certificates: `sslcrl`, else `~/.postgresql/root.crl`.
fn revoked(settings: &Settings, platform: &Platform, roots: &Roots) -> Result<Option<RevocationLists>, ConnectError> {
    let by_file = matches!(roots, Roots::File(_));
    if let Some(setting) = settings.filled("sslcrl") {
        if !by_file {
            return Err(ConnectError::settings(format!(
                "{}: sslcrl is read only where sslrootcert names a file",
                setting.source
            ))
            .help("Name the file of the authority that signs both by sslrootcert."));
        }
        let path = PathBuf::from(&setting.value);
        return Ok(Some(RevocationLists::read(
            platform,
            &path,
            &format!("{}: sslcrl", setting.source),
        )?));
    }
    let usual = platform.user_file(".postgresql/root.crl", "root.crl");
    match usual.filter(|path| by_file && platform.files.status(path).is_ok()) {
        Some(path) => Ok(Some(RevocationLists::read(platform, &path, "the revocation list")?)),
        None => Ok(None),
    }
}
