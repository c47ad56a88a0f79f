//! The host of the server: this machine, a private network, or somewhere else.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// The host that the connection goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// The host as the user gave it: a name, an address, or a socket's directory.
    pub name: String,
    /// The place that the connection leads to.
    pub place: Place,
}

/// The place that a connection leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A Unix socket: this machine.
    Socket,
    /// The address that the connection was opened to.
    Address(IpAddr),
}

impl Host {
    /// Returns true if the host is this machine, or its address is private: RFC 1918, loopback, link-local, or a unique
    /// local address of IPv6 (RFC 4193).
    pub fn is_near(&self) -> bool {
        match self.place {
            Place::Socket => true,
            Place::Address(address) => is_private(address) || is_own(address),
        }
    }
}

/// Prints `db.example.com (203.0.113.7)`.
impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        match self.place {
            Place::Address(address) if address.to_string() != self.name => write!(f, " ({address})"),
            _ => Ok(()),
        }
    }
}

/// Returns true for an address that no other network can reach.
pub(super) fn is_private(address: IpAddr) -> bool {
    match address.to_canonical() {
        // A connection to 0.0.0.0 or :: goes to this machine.
        IpAddr::V4(v4) => v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_unspecified(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local() || v6.is_unspecified(),
    }
}

/// Returns true if the address is one of this machine's: only then a socket can be bound to it.
pub(super) fn is_own(address: IpAddr) -> bool {
    // Addresses for documentation, which nobody has (RFC 5737, RFC 3849): where they can be bound, as with Linux's
    // ip_nonlocal_bind, the answer says nothing.
    let nobodys = match address {
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
    };
    UdpSocket::bind((address, 0)).is_ok() && UdpSocket::bind((nobodys, 0)).is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(address: &str) -> bool {
        let host = Host {
            name: "db".to_owned(),
            place: Place::Address(address.parse().unwrap()),
        };
        host.is_near()
    }

    #[test]
    fn addresses_are_near_or_far() {
        for address in [
            "127.0.0.1",
            "127.9.9.9",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.1.1",
            "0.0.0.0",
            "::1",
            "::",
            "fe80::1",
            "fd12:3456::1",
            "fc00::1",
            "::ffff:10.0.0.1",
        ] {
            assert!(near(address), "{address}");
        }
        for address in [
            "8.8.8.8",
            "172.32.0.1",
            "172.15.0.1",
            "192.169.0.1",
            "11.0.0.1",
            "100.64.0.1",
            "203.0.113.7",
            "2001:db8::2",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
        ] {
            assert!(!near(address), "{address}");
        }
    }

    #[test]
    fn a_host_is_shown_with_its_address() {
        let host = |name: &str, place| {
            Host {
                name: name.to_owned(),
                place,
            }
            .to_string()
        };
        let address = Place::Address("203.0.113.7".parse().unwrap());
        assert_eq!(host("db.example.com", address), "db.example.com (203.0.113.7)");
        assert_eq!(host("203.0.113.7", address), "203.0.113.7");
        assert_eq!(host("/run/postgresql", Place::Socket), "/run/postgresql");
    }
}
