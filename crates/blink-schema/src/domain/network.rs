//! Addresses of networks and devices.

use std::net::IpAddr;

use super::subnet::{Hosts, Subnet};

/// The values of an address type. Those that are drawn are kept for documentation (RFC 5737, RFC 3849), or are
/// addresses of devices that nobody has been given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// `inet` and `cidr`.
    Ip {
        /// True for `cidr`, whose bits to the right of the mask are zero.
        network: bool,
        /// 4 or 6, if it may only be one of them.
        family: Option<u8>,
        /// The network that they lie in, if it may only be one.
        within: Option<Subnet>,
    },
    /// `macaddr`, of 6 bytes, and `macaddr8`, of 8.
    Device {
        /// The number of bytes.
        bytes: u8,
    },
}

impl Network {
    /// The addresses that both have; `None` if there is none.
    pub fn intersect(self, other: Self) -> Option<Self> {
        match (self, other) {
            (
                Self::Ip {
                    network,
                    family,
                    within,
                },
                Self::Ip {
                    network: also,
                    family: of,
                    within: lies_in,
                },
            ) => {
                let family = match (family, of) {
                    (Some(a), Some(b)) if a != b => return None,
                    (a, b) => a.or(b),
                };
                let within = match (within, lies_in) {
                    (Some(a), Some(b)) => Some(a.intersect(b)?),
                    (a, b) => a.or(b),
                };
                let fits = |subnet: Subnet| family.is_none_or(|family| family == subnet.family());
                within.is_none_or(fits).then_some(Self::Ip {
                    network: network || also,
                    family,
                    within,
                })
            }
            (one, other) if one == other => Some(one),
            _ => None,
        }
    }

    /// The number of addresses that are numbered.
    pub fn capacity(self) -> u128 {
        match self {
            Self::Ip { family, within, .. } => Hosts::new(family, within).count(),
            // The first byte says that the address is administered locally.
            Self::Device { bytes } => 1 << (u32::from(bytes.clamp(1, 8) - 1) * 8),
        }
    }

    /// The address of a number below the capacity.
    pub(super) fn address(self, place: u128) -> Option<String> {
        if place >= self.capacity() {
            return None;
        }
        Some(match self {
            Self::Ip { family, within, .. } => Hosts::new(family, within).at(place)?.to_string(),
            Self::Device { bytes } => {
                let rest = place.to_be_bytes();
                let rest = rest.iter().skip(17 - usize::from(bytes.clamp(1, 8)));
                rest.fold("02".to_owned(), |text, byte| format!("{text}:{byte:02x}"))
            }
        })
    }

    /// The opposite of [`address`](Self::address).
    pub(super) fn place(self, address: &str) -> Option<u128> {
        let place = match self {
            Self::Ip { family, within, .. } => Hosts::new(family, within).place(address.parse().ok()?)?,
            Self::Device { .. } => u128::from_str_radix(&address.strip_prefix("02:")?.replace(':', ""), 16).ok()?,
        };
        (self.address(place).as_deref() == Some(address)).then_some(place)
    }

    /// True if the text is an address of the type.
    pub fn contains(self, text: &str) -> bool {
        match self {
            Self::Ip {
                network,
                family,
                within,
            } => {
                let (address, mask) = match text.split_once('/') {
                    Some((address, mask)) => (address, mask.parse::<u32>().ok()),
                    None => (text, Some(128)),
                };
                let (Ok(address), Some(mask)) = (address.parse::<IpAddr>(), mask) else {
                    return false;
                };
                let (bits, size, of) = match address {
                    IpAddr::V4(address) => (u128::from(u32::from(address)), 32, 4),
                    IpAddr::V6(address) => (u128::from(address), 128, 6),
                };
                let host = size - mask.min(size);
                let clear = bits.trailing_zeros() >= host;
                let lies = within.is_none_or(|subnet| subnet.contains(address, mask.min(size)));
                family.is_none_or(|family| family == of) && (!network || clear) && lies
            }
            Self::Device { bytes } => {
                let digits = text.chars().filter(char::is_ascii_hexdigit).count();
                let known = text.chars().all(|c| c.is_ascii_hexdigit() || ":-.".contains(c));
                known && digits == usize::from(bytes) * 2
            }
        }
    }
}
