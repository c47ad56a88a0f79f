//! The files of certificates, keys and revocation lists.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, CertificateRevocationListDer, PrivateKeyDer};

use crate::connect::error::ConnectError;
use crate::connect::mask::shown;
use crate::connect::platform::{FileKind, Platform, System};
use crate::connect::settings::Settings;

/// The certificates of a file.
#[derive(Clone, Debug)]
pub(crate) struct Certificates {
    pub(crate) path: PathBuf,
    pub(crate) certificates: Vec<CertificateDer<'static>>,
}

/// The revocation lists of a file.
#[derive(Clone, Debug)]
pub(crate) struct RevocationLists {
    pub(crate) path: PathBuf,
    pub(crate) lists: Vec<CertificateRevocationListDer<'static>>,
}

/// The certificate by which the client shows who it is, with its key.
#[derive(Clone)]
pub(crate) struct ClientCertificate {
    pub(crate) path: PathBuf,
    pub(crate) chain: Vec<CertificateDer<'static>>,
    pub(crate) key: Arc<PrivateKeyDer<'static>>,
}

impl fmt::Debug for ClientCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientCertificate")
            .field("path", &self.path)
            .finish_non_exhaustive()
    }
}

impl Certificates {
    /// Reads the certificates of a PEM file. `what` names it in messages.
    pub(crate) fn read(platform: &Platform, path: &Path, what: &str) -> Result<Self, ConnectError> {
        let bytes = bytes(platform, path, what)?;
        let certificates = CertificateDer::pem_slice_iter(&bytes).collect::<Result<Vec<_>, _>>();
        match certificates {
            Ok(certificates) if !certificates.is_empty() => Ok(Self {
                path: path.to_owned(),
                certificates,
            }),
            _ => Err(not_pem(path, what, "CERTIFICATE")),
        }
    }
}

impl RevocationLists {
    /// Reads the revocation lists of a PEM file.
    pub(crate) fn read(platform: &Platform, path: &Path, what: &str) -> Result<Self, ConnectError> {
        let bytes = bytes(platform, path, what)?;
        let lists = CertificateRevocationListDer::pem_slice_iter(&bytes).collect::<Result<Vec<_>, _>>();
        match lists {
            Ok(lists) if !lists.is_empty() => Ok(Self {
                path: path.to_owned(),
                lists,
            }),
            _ => Err(not_pem(path, what, "X509 CRL")),
        }
    }
}

/// The client's certificate: `sslcert` and `sslkey`, else those in `~/.postgresql` (`initialize_SSL` in
/// fe-secure-openssl.c).
pub(crate) fn client_certificate(
    settings: &Settings,
    platform: &Platform,
) -> Result<Option<ClientCertificate>, ConnectError> {
    let usual = || platform.user_file(".postgresql/postgresql.crt", "postgresql.crt");
    let (path, what) = if let Some(setting) = settings.filled("sslcert") {
        (PathBuf::from(&setting.value), format!("{}: sslcert", setting.source))
    } else if let Some(path) = usual().filter(|path| platform.files.status(path).is_ok()) {
        (path, "the client certificate".to_owned())
    } else {
        return Ok(None);
    };
    let chain = Certificates::read(platform, &path, &what)?.certificates;
    let (key_path, what) = key_path(settings, platform)?;
    let key = key(platform, &key_path, &what)?;
    Ok(Some(ClientCertificate {
        path,
        chain,
        key: Arc::new(key),
    }))
}

/// The path of the client's key, and what it is called in messages.
fn key_path(settings: &Settings, platform: &Platform) -> Result<(PathBuf, String), ConnectError> {
    let Some(setting) = settings.filled("sslkey") else {
        return match platform.user_file(".postgresql/postgresql.key", "postgresql.key") {
            Some(path) => Ok((path, "the client certificate's key".to_owned())),
            None => Err(ConnectError::settings("a client certificate is given, and no key")
                .help("Name the file of its key by sslkey.")),
        };
    };
    let what = format!("{}: sslkey", setting.source);
    // libpq takes `engine:key` for a key that a device keeps; on Windows it may be a drive.
    if setting.value.contains(':') && platform.system != System::Windows {
        return Err(
            ConnectError::settings(format!("{what}: a key in a device (engine:key) is not supported"))
                .help("Name a file."),
        );
    }
    Ok((PathBuf::from(&setting.value), what))
}

/// Reads a key that no one else can read, of PEM or DER form.
fn key(platform: &Platform, path: &Path, what: &str) -> Result<PrivateKeyDer<'static>, ConnectError> {
    let name = shown(&path.display().to_string());
    let status = platform.files.status(path);
    let status = status.map_err(|error| ConnectError::settings(format!("{what}: {name}: {error}")))?;
    if status.kind != FileKind::Regular {
        return Err(ConnectError::settings(format!("{what}: {name} is not a plain file")));
    }
    if let Some(mode) = status.mode.filter(|_| platform.system != System::Windows) {
        // Root's key may be read by a group, that the programs of a service are in.
        let others = if status.owner == Some(0) { 0o037 } else { 0o077 };
        if mode & others != 0 {
            return Err(ConnectError::settings(format!(
                "{what}: {name} can be read or written by other users of this machine (its mode is {mode:04o})"
            ))
            .help(format!("Run: chmod 600 {name}")));
        }
    }
    let bytes = bytes(platform, path, what)?;
    if let Ok(key) = PrivateKeyDer::from_pem_slice(&bytes) {
        return Ok(key);
    }
    let text = String::from_utf8_lossy(&bytes);
    if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(
            ConnectError::settings(format!("{what}: {name} is encrypted, and sslpassword is not supported")).help(
                format!("Decrypt it once: (umask 077; openssl pkey -in {name} -out {name}.plain)"),
            ),
        );
    }
    PrivateKeyDer::try_from(bytes).map_err(|_| not_pem(path, what, "PRIVATE KEY"))
}

fn bytes(platform: &Platform, path: &Path, what: &str) -> Result<Vec<u8>, ConnectError> {
    match platform.files.read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) => Err(ConnectError::settings(format!(
            "{what}: {}: {error}",
            shown(&path.display().to_string())
        ))),
    }
}

fn not_pem(path: &Path, what: &str, label: &str) -> ConnectError {
    ConnectError::settings(format!(
        "{what}: {} holds no -----BEGIN {label}-----",
        shown(&path.display().to_string())
    ))
    .help("The file must be in PEM form.")
}
