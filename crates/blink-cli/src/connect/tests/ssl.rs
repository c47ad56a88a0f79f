//! The settings of the encryption, and the files that they name.

use rcgen::{CertificateParams, KeyPair};

use super::{Machine, resolved, shown};
use crate::connect::ssl::Roots;

/// A certificate and its key, as PEM.
fn pair() -> (String, String) {
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["db".to_owned()])
        .unwrap()
        .self_signed(&key)
        .unwrap();
    (certificate.pem(), key.serialize_pem())
}

/// The mode, the check, the roots and the client's certificate.
fn described(machine: &Machine, db: &str) -> String {
    let target = match resolved(machine, db) {
        Ok(target) => target,
        Err(error) => return error,
    };
    let ssl = target.ssl;
    let roots = match &ssl.roots {
        Roots::None => "none".to_owned(),
        Roots::System => "system".to_owned(),
        Roots::File(file) => file.path.display().to_string(),
    };
    let client = ssl
        .client
        .map_or("none".to_owned(), |client| client.path.display().to_string());
    format!("{} {:?} {roots} {client}", ssl.mode.word(), ssl.verification)
}

#[test]
fn modes_and_roots() {
    let (certificate, _) = pair();
    let bare = Machine::linux().file("/ca.crt", &certificate);
    let with_root = bare.clone().file("/home/ann/.postgresql/root.crt", &certificate);
    for (machine, db, expected) in [
        (&bare, "", "prefer Nothing none none"),
        (
            &bare,
            "sslmode=disable sslrootcert=/nowhere",
            "disable Nothing none none",
        ),
        (&bare, "sslmode=require", "require Nothing none none"),
        (&bare, "sslmode=verify-full", "verify-full ChainAndName system none"),
        (&bare, "sslrootcert=system", "verify-full ChainAndName system none"),
        (
            &bare,
            "sslmode=verify-ca sslrootcert=/ca.crt",
            "verify-ca Chain /ca.crt none",
        ),
        (
            &bare,
            "sslmode=verify-full sslrootcert=/ca.crt",
            "verify-full ChainAndName /ca.crt none",
        ),
        // As in libpq: a root certificate is checked against in every mode.
        (
            &bare,
            "sslmode=require sslrootcert=/ca.crt",
            "require Chain /ca.crt none",
        ),
        (
            &with_root,
            "sslmode=require",
            "require Chain /home/ann/.postgresql/root.crt none",
        ),
        (&with_root, "", "prefer Chain /home/ann/.postgresql/root.crt none"),
        (
            &with_root,
            "sslmode=verify-full",
            "verify-full ChainAndName /home/ann/.postgresql/root.crt none",
        ),
        // No socket is encrypted, so that no file is read.
        (
            &bare,
            "host=/tmp sslmode=verify-full sslrootcert=/nowhere",
            "verify-full Nothing none none",
        ),
    ] {
        assert_eq!(described(machine, &format!("host=db {db}")), expected, "{db}");
    }
    let required = bare.clone().variable("PGREQUIRESSL", "1");
    assert_eq!(described(&required, "host=db"), "require Nothing none none");
    let stronger = required.variable("PGSSLMODE", "prefer");
    assert_eq!(described(&stronger, "host=db"), "prefer Nothing none none");
    let windows = Machine::windows().file(r"C:\Users\ann\AppData\Roaming\postgresql\root.crt", &certificate);
    assert_eq!(
        described(&windows, "host=db sslmode=verify-ca"),
        r"verify-ca Chain C:\Users\ann\AppData\Roaming\postgresql\root.crt none"
    );
}

#[test]
fn client_certificates() {
    let (certificate, key) = pair();
    let usual = Machine::linux()
        .file("/home/ann/.postgresql/postgresql.crt", &certificate)
        .file("/home/ann/.postgresql/postgresql.key", &key);
    let expected = "prefer Nothing none /home/ann/.postgresql/postgresql.crt";
    assert_eq!(described(&usual, "host=db"), expected);
    assert_eq!(
        described(&usual, "host=db sslcertmode=disable"),
        "prefer Nothing none none"
    );
    let named = Machine::linux().file("/c.crt", &certificate).file("/c.key", &key);
    assert_eq!(
        described(&named, "host=db sslcert=/c.crt sslkey=/c.key"),
        "prefer Nothing none /c.crt"
    );
    let windows = Machine::windows()
        .file(r"C:\Users\ann\AppData\Roaming\postgresql\postgresql.crt", &certificate)
        .file(r"C:\Users\ann\AppData\Roaming\postgresql\postgresql.key", &key);
    assert_eq!(
        described(&windows, "host=db"),
        r"prefer Nothing none C:\Users\ann\AppData\Roaming\postgresql\postgresql.crt"
    );
    // libpq's rule: nobody else reads the key, but for a group that root chose.
    for (mode, owner, fine) in [
        (0o600, 1000, true),
        (0o400, 1000, true),
        (0o640, 0, true),
        (0o600, 0, true),
        (0o640, 1000, false),
        (0o604, 1000, false),
        (0o644, 0, false),
        (0o660, 0, false),
    ] {
        let machine = named.clone().file_of("/c.key", key.as_bytes(), mode, owner);
        let expected = if fine {
            "prefer Nothing none /c.crt".to_owned()
        } else {
            format!(
                "--db: sslkey: /c.key can be read or written by other users of this machine (its mode is {mode:04o})\n\
                 Run: chmod 600 /c.key"
            )
        };
        assert_eq!(
            described(&machine, "host=db sslcert=/c.crt sslkey=/c.key"),
            expected,
            "{mode:o} {owner}"
        );
    }
}

#[test]
fn mistakes_of_modes() {
    let machine = Machine::linux();
    for (db, expected) in [
        (
            "sslmode=require sslrootcert=system",
            "--db: sslrootcert=system with sslmode=require would take any server's certificate\nWrite \
             sslmode=verify-full, or leave sslmode out.",
        ),
        (
            "sslnegotiation=direct",
            "--db: sslnegotiation=direct has no way back to a connection without TLS, and sslmode=prefer wants one\n\
             Write sslmode=require, verify-ca or verify-full.",
        ),
        (
            "sslmode=verify-ca",
            "sslmode=verify-ca needs a root certificate: none is named, and /home/ann/.postgresql/root.crt is not \
             there\nName the file by sslrootcert, or write sslmode=verify-full, which checks the name, too, and takes \
             the system's roots.",
        ),
        (
            "ssl_min_protocol_version=TLSv1.4",
            "--db: ssl_min_protocol_version is one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3, not \"TLSv1.4\"",
        ),
        (
            "ssl_max_protocol_version=TLSv1.1 ssl_min_protocol_version=TLSv1",
            "--db: ssl_max_protocol_version below TLSv1.2 is not supported\nThose versions are broken; leave it out.",
        ),
        (
            "ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2",
            "--db: ssl_max_protocol_version is less than ssl_min_protocol_version",
        ),
        (
            "sslmode=require sslcrl=/crl",
            "--db: sslcrl is read only where sslrootcert names a file\nName the file of the authority that signs both \
             by sslrootcert.",
        ),
        ("sslsni=yes", "--db: sslsni is one of 1, 0, not \"yes\""),
    ] {
        assert_eq!(shown(&machine, &format!("host=db {db}")), expected, "{db}");
    }
}

#[test]
fn mistakes_of_files() {
    let (certificate, key) = pair();
    let machine = Machine::linux()
        .file("/ca.crt", &certificate)
        .file("/empty", "")
        .file("/c.key", &key)
        .file(
            "/encrypted.key",
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n",
        )
        .pipe("/pipe");
    for (db, expected) in [
        ("sslrootcert=/nowhere", "--db: sslrootcert: /nowhere: no such file"),
        (
            "sslrootcert=/empty",
            "--db: sslrootcert: /empty holds no -----BEGIN CERTIFICATE-----\nThe file must be in PEM form.",
        ),
        (
            "sslrootcert=/ca.crt sslcrl=/ca.crt",
            "--db: sslcrl: /ca.crt holds no -----BEGIN X509 CRL-----\nThe file must be in PEM form.",
        ),
        ("sslcert=/nowhere", "--db: sslcert: /nowhere: no such file"),
        (
            "sslcert=/ca.crt",
            "the client certificate's key: /home/ann/.postgresql/postgresql.key: no such file",
        ),
        (
            "sslcert=/ca.crt sslkey=/pipe",
            "--db: sslkey: /pipe is not a plain file",
        ),
        (
            "sslcert=/ca.crt sslkey=pkcs11:token",
            "--db: sslkey: a key in a device (engine:key) is not supported\nName a file.",
        ),
        (
            "sslcert=/ca.crt sslkey=/encrypted.key sslpassword=sesame",
            "--db: sslkey: /encrypted.key is encrypted, and sslpassword is not supported\nDecrypt it once: (umask 077; \
             openssl pkey -in /encrypted.key -out /encrypted.key.plain)",
        ),
        (
            "sslcert=/ca.crt sslkey=/empty",
            "--db: sslkey: /empty holds no -----BEGIN PRIVATE KEY-----\nThe file must be in PEM form.",
        ),
    ] {
        assert_eq!(shown(&machine, &format!("host=db {db}")), expected, "{db}");
    }
    let nobody = machine.nobody();
    assert_eq!(
        shown(&nobody, "host=db user=ann sslcert=/ca.crt"),
        "a client certificate is given, and no key\nName the file of its key by sslkey."
    );
}
