//! The check of a server's certificate, as libpq does it.

use std::sync::Arc;
use std::time::Duration;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::verify_server_name;
use rustls::crypto::{
    CryptoProvider, WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature,
    verify_tls13_signature_with_raw_key,
};
use rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use x509_cert::der::{Decode as _, Encode as _};
use x509_cert::{Certificate, Version};

use super::names;
use crate::connect::error::ConnectError;
use crate::connect::mask::shown;
use crate::connect::ssl::{Roots, Ssl, Verification};

/// Checks the certificate's chain, and its name, as far as `sslmode` says.
#[derive(Debug)]
pub(crate) struct Verifier {
    verification: Verification,
    /// The check of the chain; none if nothing is checked.
    chain: Option<Arc<WebPkiServerVerifier>>,
    /// The certificates of `sslrootcert`. A server may use one of them itself: the self-signed one of PostgreSQL's
    /// documentation is both, which OpenSSL takes and webpki does not.
    pinned: Vec<CertificateDer<'static>>,
    /// True if the roots are those of a file, and not public authorities.
    own_roots: bool,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    pub(crate) fn new(ssl: &Ssl, roots: RootCertStore, provider: &Arc<CryptoProvider>) -> Result<Self, ConnectError> {
        let mut verifier = Self {
            verification: ssl.verification,
            chain: None,
            pinned: Vec::new(),
            own_roots: matches!(ssl.roots, Roots::File(_)),
            algorithms: provider.signature_verification_algorithms,
        };
        if ssl.verification == Verification::Nothing {
            return Ok(verifier);
        }
        let mut builder = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone());
        if let Some(revoked) = &ssl.revoked {
            builder = builder.with_crls(revoked.lists.clone()).enforce_revocation_expiration();
        } else if let Roots::File(file) = &ssl.roots {
            verifier.pinned.clone_from(&file.certificates);
        }
        verifier.chain = Some(builder.build().map_err(|error| {
            let path = ssl
                .revoked
                .as_ref()
                .map_or(String::new(), |lists| lists.path.display().to_string());
            ConnectError::settings(format!(
                "the root certificates or the list {} cannot be used: {error}",
                shown(&path)
            ))
        })?);
        Ok(verifier)
    }

    fn check_name(&self, certificate: &CertificateDer<'_>, name: &ServerName<'_>) -> Result<(), Error> {
        if self.verification != Verification::ChainAndName {
            return Ok(());
        }
        // A certificate of version 1 has no extension, and webpki does not read it.
        if first_version_key(certificate).is_some() && names::common_name_is(certificate, name) {
            return Ok(());
        }
        let checked = verify_server_name(&ParsedCertificate::try_from(certificate)?, name);
        self.forgive_name(certificate, name, checked)
    }

    /// Lets a wrong name pass where none is checked, and where the certificate has its name in the old place.
    fn forgive_name(
        &self,
        certificate: &CertificateDer<'_>,
        name: &ServerName<'_>,
        checked: Result<(), Error>,
    ) -> Result<(), Error> {
        let wrong_name = matches!(
            checked,
            Err(Error::InvalidCertificate(
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. }
            ))
        );
        let forgiven = match self.verification {
            Verification::Nothing | Verification::Chain => true,
            // Not of a public authority, whose certificates all have their names in the extension.
            Verification::ChainAndName => self.own_roots && names::common_name_is(certificate, name),
        };
        if wrong_name && forgiven { Ok(()) } else { checked }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Some(chain) = &self.chain else {
            return Ok(ServerCertVerified::assertion());
        };
        if self.pinned.iter().any(|pinned| pinned.as_ref() == end_entity.as_ref()) {
            check_validity(end_entity, now)?;
            self.check_name(end_entity, server_name)?;
            return Ok(ServerCertVerified::assertion());
        }
        // The name is checked last there, so that a wrong name means a good chain.
        let checked = chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        let checked = match checked {
            // A root of the same name with another key.
            Err(Error::InvalidCertificate(CertificateError::BadSignature)) => {
                Err(Error::InvalidCertificate(CertificateError::UnknownIssuer))
            }
            checked => checked.map(drop),
        };
        self.forgive_name(end_entity, server_name, checked)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        // Those that `openssl x509 -req` made until OpenSSL 3.2, as PostgreSQL's documentation has it.
        match first_version_key(cert) {
            Some(key) => verify_tls13_signature_with_raw_key(message, &key, dss, &self.algorithms),
            None => verify_tls13_signature(message, cert, dss, &self.algorithms),
        }
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

/// The key of a certificate of version 1.
fn first_version_key(certificate: &CertificateDer<'_>) -> Option<SubjectPublicKeyInfoDer<'static>> {
    let certificate = Certificate::from_der(certificate).ok()?.tbs_certificate;
    let key = (certificate.version == Version::V1).then_some(certificate.subject_public_key_info)?;
    Some(SubjectPublicKeyInfoDer::from(key.to_der().ok()?))
}

/// Checks that a certificate is valid now.
fn check_validity(certificate: &CertificateDer<'_>, now: UnixTime) -> Result<(), Error> {
    let Ok(certificate) = Certificate::from_der(certificate) else {
        return Err(Error::InvalidCertificate(CertificateError::BadEncoding));
    };
    let validity = certificate.tbs_certificate.validity;
    let now = Duration::from_secs(now.as_secs());
    if now < validity.not_before.to_unix_duration() {
        return Err(Error::InvalidCertificate(CertificateError::NotValidYet));
    }
    if now > validity.not_after.to_unix_duration() {
        return Err(Error::InvalidCertificate(CertificateError::Expired));
    }
    Ok(())
}
