//! The database to connect to, with all that is needed for it.

use std::fmt::{self, Write as _};

use super::error::ConnectError;
use super::gather::gather;
use super::host::{DEFAULT_PORT, Host, Place, add_passwords, hosts};
use super::mask::{MASK, mask, shown, without};
use super::network::Network;
use super::platform::Platform;
use super::session::{Session, Wanted};
use super::ssl::{Ssl, SslMode};

/// The database to connect to: its hosts, its name, the role, the passwords and the encryption, all checked.
///
/// It is shown as a URL in which `***` stands for the password.
#[derive(Clone)]
pub struct Target {
    pub(crate) hosts: Vec<Host>,
    pub(crate) session: Session,
    pub(crate) network: Network,
    pub(crate) ssl: Ssl,
    /// `load_balance_hosts=random`.
    pub(crate) shuffled: bool,
}

impl Target {
    /// The database that `--db`, else `DATABASE_URL`, else `PG*` names, with libpq's defaults.
    ///
    /// # Errors
    ///
    /// If a setting cannot be read, contradicts another, or is not supported; or if a file of passwords or keys can be
    /// read by others.
    pub fn resolve(db: Option<&str>, platform: &Platform) -> Result<Self, ConnectError> {
        let settings = gather(db, platform)?;
        let session = Session::resolve(&settings, platform)?;
        let network = Network::resolve(&settings)?;
        let mut hosts = hosts(&settings, platform)?;
        let by_tcp = hosts.iter().any(|host| !matches!(host.place, Place::Socket(_)));
        let ssl = Ssl::resolve(&settings, platform, by_tcp)?;
        let balance = [("disable", false), ("random", true)];
        let shuffled = settings.word("load_balance_hosts", &balance)?.unwrap_or(false);
        add_passwords(&mut hosts, &settings, platform, &session.database, &session.user)?;
        Ok(Self {
            hosts,
            session,
            network,
            ssl,
            shuffled,
        })
    }

    /// The name of the database.
    pub fn database(&self) -> &str {
        &self.session.database
    }

    /// The name of the role.
    pub fn user(&self) -> &str {
        &self.session.user
    }

    /// A foreign text, such as an error's, without the target's passwords and without those of other URLs.
    pub fn mask(&self, text: &str) -> String {
        let mut text = mask(text);
        for password in self.hosts.iter().filter_map(|host| host.password.as_ref()) {
            let password = password.reveal();
            // Where it is also a name that is shown, masking would tell more than it hides.
            if ![self.user(), self.database()].contains(&password) {
                text = without(&text, password);
            }
        }
        text
    }

    /// The same target, at one of its hosts alone.
    pub(crate) fn at(&self, host: Host) -> Self {
        Self {
            hosts: vec![host],
            ..self.clone()
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "postgres://{}", encoded(&self.session.user, b""))?;
        if self.hosts.iter().any(|host| host.password.is_some()) {
            write!(f, ":{MASK}")?;
        }
        f.write_str("@")?;
        let mut parameters = Vec::new();
        match self.hosts.as_slice() {
            // Readable, in place of %2Fvar%2Frun.
            [
                Host {
                    place: Place::Socket(directory),
                    port,
                    ..
                },
            ] => {
                parameters.push(format!("host={}", encoded(&directory.display().to_string(), b"/")));
                if *port != DEFAULT_PORT {
                    parameters.push(format!("port={port}"));
                }
            }
            hosts => {
                for (n, host) in hosts.iter().enumerate() {
                    let separator = if n == 0 { "" } else { "," };
                    let key = host.key();
                    if key.contains(':') {
                        write!(f, "{separator}[{}]:{}", shown(&key), host.port)?;
                    } else {
                        write!(f, "{separator}{}:{}", encoded(&key, b""), host.port)?;
                    }
                }
            }
        }
        write!(f, "/{}", encoded(&self.session.database, b""))?;
        if self.ssl.mode != SslMode::Prefer
            && !matches!(
                self.hosts.as_slice(),
                [Host {
                    place: Place::Socket(_),
                    ..
                }]
            )
        {
            parameters.push(format!("sslmode={}", self.ssl.mode.word()));
        }
        if self.session.wanted != Wanted::Any {
            parameters.push(format!("target_session_attrs={}", self.session.wanted.word()));
        }
        for (n, parameter) in parameters.iter().enumerate() {
            write!(f, "{}{parameter}", if n == 0 { '?' } else { '&' })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Target({self})")
    }
}

/// A text as a part of a URL: what is not a letter, a digit or harmless is written `%xy`; letters of other alphabets
/// stay, so that names can be read.
fn encoded(text: &str, also: &[u8]) -> String {
    let mut url = String::with_capacity(text.len());
    for letter in text.chars() {
        let harmless = letter.is_alphanumeric() || "-._~".contains(letter);
        if harmless || letter.is_ascii() && also.contains(&(letter as u8)) {
            url.push(letter);
        } else {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                // Writing to a string cannot fail.
                let _ = write!(url, "%{byte:02X}");
            }
        }
    }
    url
}
