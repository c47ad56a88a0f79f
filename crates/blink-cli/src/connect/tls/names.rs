//! The common name of a certificate that names no host in the place that is for it, the extension `subjectAltName`.
//! rustls does not look at it; libpq does (`pq_verify_peer_name_matches_certificate_name` in fe-secure-common.c).

use rustls::pki_types::{CertificateDer, ServerName};
use x509_cert::Certificate;
use x509_cert::der::Decode as _;
use x509_cert::der::oid::db::rfc4519::COMMON_NAME;
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;

/// Returns true if a certificate has no name of a host in its extension, and the host's as its common name.
pub(crate) fn common_name_is(certificate: &CertificateDer<'_>, host: &ServerName<'_>) -> bool {
    let Ok(certificate) = Certificate::from_der(certificate) else {
        return false;
    };
    let names = match certificate.tbs_certificate.get::<SubjectAltName>() {
        Ok(names) => names.map(|(_, names)| names.0).unwrap_or_default(),
        Err(_) => return false,
    };
    let of_host = |name: &GeneralName| matches!(name, GeneralName::DnsName(_) | GeneralName::IpAddress(_));
    if names.iter().any(of_host) {
        return false;
    }
    let mut common_names = certificate
        .tbs_certificate
        .subject
        .0
        .iter()
        .flat_map(|part| part.0.iter());
    let common_name = common_names.rfind(|part| part.oid == COMMON_NAME);
    let Some(Ok(common_name)) = common_name.map(|part| std::str::from_utf8(part.value.value())) else {
        return false;
    };
    fits(common_name, &host.to_str(), matches!(host, ServerName::IpAddress(_)))
}

/// Returns true if a name is the host's; `*.` at its beginning stands for one label.
fn fits(name: &str, host: &str, is_address: bool) -> bool {
    // A NUL would hide what follows it from other programs.
    if name.contains('\0') {
        return false;
    }
    if name.eq_ignore_ascii_case(host) {
        return true;
    }
    let domain = |name: &str| name.split_once('.').map(|(_, domain)| domain.to_ascii_lowercase());
    let Some(wild) = name.strip_prefix("*.").filter(|_| !is_address) else {
        return false;
    };
    domain(host).is_some_and(|domain| domain == wild.to_ascii_lowercase()) && !host.starts_with('.')
}

#[cfg(test)]
mod tests {
    use super::fits;

    #[test]
    fn common_names() {
        for (name, host, fitting) in [
            ("db.example.com", "db.example.com", true),
            ("DB.example.com", "db.EXAMPLE.com", true),
            ("*.example.com", "db.example.com", true),
            ("*.example.com", "a.db.example.com", false),
            ("*.example.com", "example.com", false),
            ("*.example.com", ".example.com", false),
            ("*", "db", false),
            ("d*.example.com", "db.example.com", false),
            ("example.com", "db.example.com", false),
            ("db.example.com\0.evil.com", "db.example.com", false),
            ("", "db", false),
        ] {
            assert_eq!(fits(name, host, false), fitting, "{name} {host}");
        }
        assert!(fits("10.0.0.1", "10.0.0.1", true));
        assert!(!fits("*.0.0.1", "10.0.0.1", true));
    }
}
