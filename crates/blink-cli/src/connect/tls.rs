//! TLS by rustls.
//!
//! The cryptography is that of `ring`: it needs a C compiler and nothing else, where `aws-lc-rs` needs CMake on some
//! machines. The system's roots are read by `rustls-native-certs`, so that certificates are checked by the same code on
//! every system.

mod connector;
mod names;
mod verifier;

use std::sync::Arc;

use rustls::crypto::CryptoProvider;
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{ClientConfig, InconsistentKeys, RootCertStore};

use super::error::ConnectError;
use super::mask::shown;
use super::ssl::{ClientCertificate, Roots, Ssl};

pub(crate) use connector::Connector;

/// The name of PostgreSQL's protocol within TLS (`PG_ALPN_PROTOCOL` in libpq-int.h), without which a server refuses TLS
/// from the first byte.
const PROTOCOL: &[u8] = b"postgresql";

/// The configuration of rustls for the settings.
pub(crate) fn configuration(ssl: &Ssl) -> Result<ClientConfig, ConnectError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let verifier = verifier::Verifier::new(ssl, root_store(ssl)?, &provider)?;
    let builder = ClientConfig::builder_with_provider(provider.clone())
        .with_protocol_versions(&ssl.versions)
        .map_err(|error| ConnectError::settings(format!("TLS: {error}")))?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let mut config = match &ssl.client {
        None => builder.with_no_client_auth(),
        Some(client) => builder.with_client_cert_resolver(Arc::new(certified(client, &provider)?)),
    };
    config.alpn_protocols = vec![PROTOCOL.to_vec()];
    config.enable_sni = ssl.names_host;
    Ok(config)
}

/// The client's certificate with its key, which must be its own.
fn certified(client: &ClientCertificate, provider: &CryptoProvider) -> Result<SingleCertAndKey, ConnectError> {
    let unusable = |reason: &str| {
        let path = shown(&client.path.display().to_string());
        ConnectError::settings(format!("the client certificate {path} cannot be used: {reason}"))
    };
    let key = provider.key_provider.load_private_key(client.key.clone_key());
    let key = key.map_err(|error| unusable(&format!("its key: {error}")))?;
    let certified = CertifiedKey::new(client.chain.clone(), key);
    match certified.keys_match() {
        Err(rustls::Error::InconsistentKeys(InconsistentKeys::KeyMismatch)) => {
            Err(unusable("its key is another certificate's"))
        }
        // Of a certificate that rustls cannot read, such as one of version 1, the server finds out.
        _ => Ok(SingleCertAndKey::from(certified)),
    }
}

fn root_store(ssl: &Ssl) -> Result<RootCertStore, ConnectError> {
    let mut store = RootCertStore::empty();
    match &ssl.roots {
        Roots::None => {}
        Roots::File(file) => {
            for certificate in &file.certificates {
                store.add(certificate.clone()).map_err(|error| {
                    let path = shown(&file.path.display().to_string());
                    ConnectError::settings(format!("sslrootcert: a certificate in {path} cannot be read: {error}"))
                })?;
            }
        }
        Roots::System => {
            let found = rustls_native_certs::load_native_certs();
            // Systems trust old certificates that rustls cannot read; the others serve.
            store.add_parsable_certificates(found.certs);
            if store.is_empty() {
                let reason = found
                    .errors
                    .first()
                    .map_or(String::new(), |error| format!(" ({error})"));
                return Err(
                    ConnectError::settings(format!("the system has no root certificates{reason}"))
                        .help("Install them (on Debian: ca-certificates), or name a file by sslrootcert."),
                );
            }
        }
    }
    Ok(store)
}
