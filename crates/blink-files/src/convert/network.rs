//! The types inet and cidr.

use std::net::{Ipv4Addr, Ipv6Addr};

use bytes::{BufMut, BytesMut};

use super::reason::Reason;
use super::scanner::{Scanner, small_number};

/// `PGSQL_AF_INET` in utils/inet.h.
const INET: u8 = 2;
/// `PGSQL_AF_INET6`.
const INET6: u8 = 3;

/// An address and the length of its network's prefix.
#[derive(Clone, Copy, Debug)]
pub(super) enum Network {
    V4(Ipv4Addr, u8),
    V6(Ipv6Addr, u8),
}

impl Network {
    /// Reads an address (`network_in` in network.c, inet_net_pton.c).
    pub(super) fn parse(field: &str, is_cidr: bool) -> Result<Self, Reason> {
        let parsed = if field.contains(':') {
            parse_v6(field)
        } else {
            parse_v4(field)
        };
        let network = parsed.ok_or(Reason::Not(if is_cidr { "a network" } else { "an IP address" }))?;
        if is_cidr && network.has_host_bits() {
            return Err(Reason::HostBits);
        }
        Ok(network)
    }

    fn has_host_bits(self) -> bool {
        match self {
            Self::V4(address, bits) => address.to_bits().checked_shl(bits.into()).is_some_and(|host| host != 0),
            Self::V6(address, bits) => address.to_bits().checked_shl(bits.into()).is_some_and(|host| host != 0),
        }
    }

    /// Writes the binary form (`network_send` in network.c).
    pub(super) fn write(self, is_cidr: bool, out: &mut BytesMut) {
        match self {
            Self::V4(address, bits) => {
                out.put_slice(&[INET, bits, u8::from(is_cidr), 4]);
                out.put_slice(&address.octets());
            }
            Self::V6(address, bits) => {
                out.put_slice(&[INET6, bits, u8::from(is_cidr), 16]);
                out.put_slice(&address.octets());
            }
        }
    }
}

/// Reads `192.0.2.1`, `192.0.2.1/24` or `192.0/16`. An address without all its parts needs its prefix's length: cidr
/// would go by the classes of old.
fn parse_v4(field: &str) -> Option<Network> {
    let mut rest = Scanner(field.as_bytes());
    let mut octets = [0; 4];
    let mut count = 0;
    loop {
        let digits = rest.digits();
        let octet = u8::try_from(small_number(digits)?).ok()?;
        *octets.get_mut(count)? = octet;
        count += 1;
        if !rest.eat(b'.') {
            break;
        }
    }
    let bits = if rest.eat(b'/') {
        u8::try_from(small_number(rest.digits())?)
            .ok()
            .filter(|bits| *bits <= 32)?
    } else if count == 4 {
        32
    } else {
        return None;
    };
    let is_specified = usize::from(bits) <= 8 * count;
    (rest.is_empty() && is_specified).then_some(Network::V4(Ipv4Addr::from(octets), bits))
}

fn parse_v6(field: &str) -> Option<Network> {
    let (address, bits) = match field.split_once('/') {
        None => (field, 128),
        Some((address, bits)) => {
            let has_zero = bits.len() > 1 && bits.starts_with('0');
            let bits = u8::try_from(small_number(bits.as_bytes())?).ok();
            (address, bits.filter(|bits| *bits <= 128 && !has_zero)?)
        }
    };
    Some(Network::V6(address.parse().ok()?, bits))
}
