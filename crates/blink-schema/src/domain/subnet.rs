//! Networks by address and length, and the addresses in them that are drawn.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Subnet {
    first: IpAddr,
    length: u32,
}

impl Subnet {
    /// Reads `192.0.2.0/24`; None if it is no network, or one of a single address.
    pub fn read(text: &str) -> Option<Self> {
        let (address, length) = text.split_once('/')?;
        let (first, length) = (address.parse().ok()?, length.parse().ok()?);
        let subnet = Self { first, length };
        (length < subnet.size()).then_some(subnet)
    }

    /// 4 or 6.
    pub fn family(self) -> u8 {
        if self.first.is_ipv4() { 4 } else { 6 }
    }

    /// True if an address, or a network of so many bits, lies in it and is not the same.
    pub fn contains(self, address: IpAddr, length: u32) -> bool {
        let (first, last) = self.bounds();
        let at = bits(address);
        address.is_ipv4() == self.first.is_ipv4() && length > self.length && first <= at && at <= last
    }

    /// The smaller one, if it lies in the other.
    pub fn intersect(self, other: Self) -> Option<Self> {
        let (larger, smaller) = if self.length <= other.length {
            (self, other)
        } else {
            (other, self)
        };
        (larger == smaller || larger.contains(smaller.first, smaller.length.max(larger.length + 1))).then_some(smaller)
    }

    fn size(self) -> u32 {
        if self.first.is_ipv4() { 32 } else { 128 }
    }

    /// The first and the last address.
    fn bounds(self) -> (u128, u128) {
        let hosts = 1_u128.checked_shl(self.size().saturating_sub(self.length));
        let rest = hosts.map_or(u128::MAX, |hosts| hosts - 1);
        let first = bits(self.first) & !rest;
        (first, first | rest)
    }
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

/// The networks of RFC 5737 without their first and last addresses.
const FOUR: [Block; 3] = [
    Block::new(0xc000_0201, 254),
    Block::new(0xc633_6401, 254),
    Block::new(0xcb00_7101, 254),
];

/// 2001:db8::/32 of RFC 3849.
const SIX: [Block; 3] = [Block::new(0x2001_0db8 << 96, 1 << 96), Block::NONE, Block::NONE];

/// The addresses that are drawn: those kept for documentation, or, where only others are allowed, these.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hosts {
    blocks: [Block; 3],
    is_four: bool,
}

/// Addresses one behind the other.
#[derive(Clone, Copy, Debug)]
struct Block {
    first: u128,
    count: u128,
}

impl Hosts {
    pub(super) fn new(family: Option<u8>, within: Option<Subnet>) -> Self {
        let is_four = within.map(Subnet::family).or(family) == Some(4);
        let mut blocks = if is_four { FOUR } else { SIX };
        if let Some(subnet) = within {
            let (first, last) = subnet.bounds();
            blocks = blocks.map(|block| block.within(first, last));
            if blocks.iter().all(|block| block.count == 0) {
                // Without the addresses of the network itself and of all in it.
                let between = last - first;
                blocks = [
                    Block::new(first + 1, between.saturating_sub(1).max(1)),
                    Block::NONE,
                    Block::NONE,
                ];
            }
        }
        Self { blocks, is_four }
    }

    pub(super) fn count(self) -> u128 {
        self.blocks.iter().map(|block| block.count).sum()
    }

    pub(super) fn at(self, place: u128) -> Option<IpAddr> {
        let mut place = place;
        for block in self.blocks {
            if place < block.count {
                let at = block.first + place;
                return Some(if self.is_four {
                    Ipv4Addr::from(u32::try_from(at).ok()?).into()
                } else {
                    Ipv6Addr::from(at).into()
                });
            }
            place -= block.count;
        }
        None
    }

    /// The opposite of [`at`](Self::at).
    pub(super) fn place(self, address: IpAddr) -> Option<u128> {
        let at = bits(address);
        let mut before = 0;
        for block in self.blocks {
            match at.checked_sub(block.first) {
                Some(place) if place < block.count && address.is_ipv4() == self.is_four => return Some(before + place),
                _ => before += block.count,
            }
        }
        None
    }
}

impl Block {
    const NONE: Self = Self::new(0, 0);

    const fn new(first: u128, count: u128) -> Self {
        Self { first, count }
    }

    /// The part that lies between two addresses.
    fn within(self, first: u128, last: u128) -> Self {
        let end = (self.first + self.count).min(last.saturating_add(1));
        let first = self.first.max(first);
        Self::new(first, end.saturating_sub(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hosts(subnet: &str) -> Hosts {
        Hosts::new(None, Subnet::read(subnet))
    }

    #[test]
    fn addresses_lie_in_their_network() {
        for (text, count, first) in [
            ("192.0.2.0/24", 254, "192.0.2.1"),
            ("192.0.2.128/25", 127, "192.0.2.128"),
            ("0.0.0.0/0", 3 * 254, "192.0.2.1"),
            ("10.0.0.0/8", (1 << 24) - 2, "10.0.0.1"),
            ("10.0.0.6/31", 1, "10.0.0.7"),
            ("::/0", 1 << 96, "2001:db8::"),
            ("fd00::/64", u128::from(u64::MAX) - 1, "fd00::1"),
        ] {
            let hosts = hosts(text);
            assert_eq!(hosts.count(), count, "{text}");
            for place in [0, count / 2, count - 1] {
                let address = hosts.at(place).unwrap();
                let subnet = Subnet::read(text).unwrap();
                assert!(subnet.contains(address, subnet.size()), "{text} {address}");
                assert_eq!(hosts.place(address), Some(place));
            }
            assert_eq!(hosts.at(0).unwrap().to_string(), first);
            assert_eq!(hosts.at(count), None);
        }
    }

    #[test]
    fn a_network_lies_in_a_larger_one() {
        let read = |text| Subnet::read(text).unwrap();
        let (large, small) = (read("10.0.0.0/8"), read("10.1.0.0/16"));
        assert_eq!(large.intersect(small), Some(small));
        assert_eq!(small.intersect(large), Some(small));
        assert_eq!(large.intersect(large), Some(large));
        assert_eq!(small.intersect(read("10.2.0.0/16")), None);
        assert_eq!(small.intersect(read("::/8")), None);
        assert!(!large.contains(large.first, 8));
        for wrong in ["10.0.0.1/32", "10.0.0.1", "x/8", "10.0.0.0/33", ""] {
            assert_eq!(Subnet::read(wrong), None, "{wrong}");
        }
    }
}
