//! The hosts of a target, each with its port and its password.

use std::fmt;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use super::error::ConnectError;
use super::mask::shown;
use super::passfile::{Content, Key, PasswordFile};
use super::platform::{Platform, System};
use super::secret::Secret;
use super::settings::{Setting, Settings, Source};

/// PostgreSQL's port (`DEF_PGPORT`).
pub(crate) const DEFAULT_PORT: u16 = 5432;

/// A host of a target. Of the host that answered, [`Host::address`] or [`Host::socket`] is known.
#[derive(Clone, Debug)]
pub struct Host {
    /// The name that was given, for certificates and the password file.
    pub(crate) name: Option<String>,
    pub(crate) place: Place,
    pub(crate) port: u16,
    pub(crate) password: Option<Secret>,
    pub(crate) password_source: PasswordSource,
}

/// The place where a host is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Name(String),
    Address(IpAddr),
    /// The directory of a Unix socket.
    Socket(PathBuf),
}

/// The place that a password comes from.
#[derive(Clone, Debug)]
pub(crate) enum PasswordSource {
    Setting(Source),
    File {
        path: PathBuf,
        line: usize,
    },
    /// There is none; with the password file that was searched, and the reason if it could not be read.
    None {
        file: Option<PathBuf>,
        unreadable: Option<String>,
    },
}

impl Host {
    /// The name that was given.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// The address, once it is known.
    pub fn address(&self) -> Option<IpAddr> {
        match self.place {
            Place::Address(address) => Some(address),
            Place::Name(_) | Place::Socket(_) => None,
        }
    }

    /// The path of the Unix socket, if it is reached through one.
    pub fn socket(&self) -> Option<PathBuf> {
        match &self.place {
            Place::Socket(directory) => Some(directory.join(format!(".s.PGSQL.{}", self.port))),
            Place::Name(_) | Place::Address(_) => None,
        }
    }

    /// The port, which is a part of the socket's name, too.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The same host at one of its addresses.
    pub(crate) fn at(&self, address: IpAddr) -> Self {
        Self {
            place: Place::Address(address),
            ..self.clone()
        }
    }

    /// The text that stands for the host in a password file: the name if there is one (fe-connect.c).
    pub(crate) fn key(&self) -> String {
        match (&self.name, &self.place) {
            (Some(name), _) | (None, Place::Name(name)) => name.clone(),
            (None, Place::Address(address)) => address.to_string(),
            (None, Place::Socket(directory)) => directory.display().to_string(),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(socket) = self.socket() {
            return write!(f, "the socket {}", shown(&socket.display().to_string()));
        }
        let address = self.address().map(|address| address.to_string());
        let key = self.key();
        f.write_str(&shown(&key))?;
        if let Some(address) = address.filter(|address| *address != key) {
            write!(f, " ({address})")?;
        }
        write!(f, ", port {}", self.port)
    }
}

/// The hosts that the settings name, without passwords (`pqConnectOptions2` in fe-connect.c).
pub(crate) fn hosts(settings: &Settings, platform: &Platform) -> Result<Vec<Host>, ConnectError> {
    let names = settings.filled("host");
    let addresses = settings.filled("hostaddr");
    let list = |setting: Option<&Setting>| {
        let values = setting.map(|setting| setting.value.split(',').map(|value| value.trim().to_owned()));
        values.map(Iterator::collect::<Vec<_>>).unwrap_or_default()
    };
    let (names, addresses) = (list(names), list(addresses));
    let number = if addresses.is_empty() {
        names.len().max(1)
    } else {
        addresses.len()
    };
    if let Some(setting) = settings.filled("host").filter(|_| names.len() != number) {
        return Err(ConnectError::settings(format!(
            "{}: host names {}, and hostaddr {}",
            setting.source,
            counted(names.len(), "host"),
            counted(number, "address"),
        ))
        .help("Give one of the two for each host, or leave hostaddr out."));
    }
    let ports = ports(settings, number)?;
    let mut hosts = Vec::with_capacity(number);
    for (n, port) in ports.into_iter().enumerate() {
        let name = names.get(n).filter(|name| !name.is_empty());
        let address = addresses.get(n).filter(|address| !address.is_empty());
        hosts.push(Host {
            place: place(name, address, settings, platform)?,
            name: name.cloned(),
            port,
            password: None,
            password_source: PasswordSource::None {
                file: None,
                unreadable: None,
            },
        });
    }
    Ok(hosts)
}

fn counted(number: usize, noun: &str) -> String {
    match (number, noun) {
        (1, noun) => format!("1 {noun}"),
        (number, "address") => format!("{number} addresses"),
        (number, noun) => format!("{number} {noun}s"),
    }
}

fn place(
    name: Option<&String>,
    address: Option<&String>,
    settings: &Settings,
    platform: &Platform,
) -> Result<Place, ConnectError> {
    if let Some(address) = address {
        return match address.parse() {
            Ok(address) => Ok(Place::Address(address)),
            Err(_) => Err(invalid(settings, "hostaddr", "is an IP address")),
        };
    }
    let Some(name) = name else {
        return Ok(match platform.socket_directory() {
            Some(directory) => Place::Socket(PathBuf::from(directory)),
            None => Place::Name("localhost".to_owned()),
        });
    };
    if name.starts_with('@') {
        return Err(unsupported(
            settings,
            "a socket without a file (host=@name) is not supported",
        ));
    }
    if platform.is_socket_path(name) {
        if platform.system == System::Windows {
            return Err(unsupported(settings, "a Unix socket is not supported on Windows"));
        }
        return Ok(Place::Socket(PathBuf::from(name)));
    }
    // An address written as a host needs no look-up, and has no name.
    Ok(match name.parse() {
        Ok(address) => Place::Address(address),
        Err(_) => Place::Name(name.clone()),
    })
}

fn invalid(settings: &Settings, name: &str, rule: &str) -> ConnectError {
    match settings.get(name) {
        Some(setting) => setting.invalid(name, rule),
        None => ConnectError::settings(format!("{name} {rule}")),
    }
}

fn unsupported(settings: &Settings, what: &str) -> ConnectError {
    let place = settings
        .get("host")
        .map_or(String::new(), |setting| format!("{}: ", setting.source));
    ConnectError::settings(format!("{place}{what}")).help("Connect by TCP: host=localhost.")
}

/// The port of each host: one for all, or one for each.
fn ports(settings: &Settings, number: usize) -> Result<Vec<u16>, ConnectError> {
    let Some(setting) = settings.filled("port") else {
        return Ok(vec![DEFAULT_PORT; number]);
    };
    let mut ports = Vec::new();
    for port in setting.value.split(',').map(str::trim) {
        ports.push(match port.parse::<u16>() {
            _ if port.is_empty() => DEFAULT_PORT,
            Ok(port) if port > 0 => port,
            _ => return Err(setting.invalid("port", "is a number from 1 to 65535")),
        });
    }
    match ports.as_slice() {
        [port] => Ok(vec![*port; number]),
        _ if ports.len() == number => Ok(ports),
        _ => Err(ConnectError::settings(format!(
            "{}: there are {} for {}",
            setting.source,
            counted(ports.len(), "port"),
            counted(number, "host"),
        ))
        .help("Give one port for all hosts, or one for each.")),
    }
}

/// Finds the password of each host: the given one, else that of the password file.
pub(crate) fn add_passwords(
    hosts: &mut [Host],
    settings: &Settings,
    platform: &Platform,
    database: &str,
    user: &str,
) -> Result<(), ConnectError> {
    if let Some(given) = settings.filled("password") {
        for host in hosts {
            host.password = Some(Secret::new(given.value.clone()));
            host.password_source = PasswordSource::Setting(given.source.clone());
        }
        return Ok(());
    }
    let Some(file) = PasswordFile::read(settings, platform)? else {
        return Ok(());
    };
    let default_directory = platform.socket_directory().map(Path::new);
    for host in hosts {
        // The socket where psql looks by default is `localhost` in the file.
        let is_default = matches!(&host.place, Place::Socket(path) if Some(path.as_path()) == default_directory);
        let name = if is_default { "localhost".to_owned() } else { host.key() };
        let key = Key {
            host: &name,
            port: host.port,
            database,
            user,
        };
        let unreadable = match &file.content {
            Content::Lines(_) => None,
            Content::Unreadable(why) => Some(why.clone()),
        };
        (host.password, host.password_source) = match file.password(key)? {
            Some((line, password)) if !password.reveal().is_empty() => (
                Some(password),
                PasswordSource::File {
                    path: file.path.clone(),
                    line,
                },
            ),
            _ => (
                None,
                PasswordSource::None {
                    file: Some(file.path.clone()),
                    unreadable,
                },
            ),
        };
    }
    Ok(())
}
