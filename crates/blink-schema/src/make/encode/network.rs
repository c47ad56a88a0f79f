//! The types inet, cidr, macaddr and macaddr8.

use std::net::IpAddr;

use blink::BoxError;
use bytes::{BufMut, BytesMut};

/// The families of addresses (inet.h).
const PGSQL_AF_INET: u8 = 2;
const PGSQL_AF_INET6: u8 = 3;

/// Writes `192.0.2.1`, `192.0.2.0/24` or the same of IPv6 (`network_send` in network.c); false if the text is none.
pub(super) fn address(text: &str, is_cidr: bool, out: &mut BytesMut) -> Result<bool, BoxError> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address, bits.parse::<u8>().ok()),
        None => (text, Some(u8::MAX)),
    };
    let (Ok(address), Some(bits)) = (address.parse::<IpAddr>(), bits) else {
        return Ok(false);
    };
    let (family, all_bits, number) = match address {
        IpAddr::V4(v4) => (PGSQL_AF_INET, 32, u128::from(v4.to_bits()) << 96),
        IpAddr::V6(v6) => (PGSQL_AF_INET6, 128, v6.to_bits()),
    };
    let bits = if text.contains('/') { bits } else { all_bits };
    if bits > all_bits {
        return Ok(false);
    }
    let host_bits = number.checked_shl(u32::from(bits)).unwrap_or(0);
    if is_cidr && host_bits != 0 {
        return Err(format!("{text} has bits to the right of its mask, which a cidr has not").into());
    }
    out.put_slice(&[family, bits, u8::from(is_cidr), all_bits / 8]);
    match address {
        IpAddr::V4(v4) => out.put_slice(&v4.octets()),
        IpAddr::V6(v6) => out.put_slice(&v6.octets()),
    }
    Ok(true)
}

/// Writes a hardware address of so many bytes, whose bytes `:` or `-` separates (`macaddr_send` in mac.c); false if the
/// text is none.
pub(super) fn hardware_address(text: &str, length: usize, out: &mut BytesMut) -> bool {
    let mark = if text.contains('-') { '-' } else { ':' };
    let bytes = text.split(mark).map(|byte| {
        let is_byte = byte.len() == 2 && byte.bytes().all(|digit| digit.is_ascii_hexdigit());
        if is_byte {
            u8::from_str_radix(byte, 16).ok()
        } else {
            None
        }
    });
    match bytes.collect::<Option<Vec<_>>>() {
        Some(bytes) if bytes.len() == length => {
            out.put_slice(&bytes);
            true
        }
        _ => false,
    }
}
