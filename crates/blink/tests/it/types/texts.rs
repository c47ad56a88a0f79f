use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use bit_vec::BitVec;
use cidr::{IpCidr, IpInet};
use eui48::MacAddress;
use proptest::prelude::*;
use uuid::Uuid;

use crate::arrivals::{Arrivals, Cases, Route, displayed, text};

pub async fn strings(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals.check("text", text().prop_map(displayed)).await;
    arrivals.check("varchar", text().prop_map(displayed)).await;
    arrivals.check("bpchar", text().prop_map(displayed)).await;
    arrivals.check("char(5)", "[^\0]{0,5}".prop_map(displayed)).await;
    arrivals
        .check_each("text", [("", ""), ("NULL", "NULL"), ("\\N", "\\N"), ("\\.", "\\.")])
        .await;
    arrivals.refused("varchar(3)", "four").await;
}

pub async fn names(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals.check("name", "[^\0]{0,15}".prop_map(displayed)).await;
    arrivals.refused("name", "n".repeat(64)).await;
}

pub async fn citext(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    if arrivals.extension("citext").await {
        arrivals.check("citext", text().prop_map(displayed)).await;
        arrivals
            .check_each("citext[]", [(vec!["A\"", "b"], r#"{"A\"",b}"#)])
            .await;
    }
}

pub async fn ltree(route: Route) {
    // Before 13 it has no binary input.
    let old = blink_testdb::server().version() < 13;
    let route = if old { Route::Text } else { route };
    let mut arrivals = Arrivals::new(route).await;
    if arrivals.extension("ltree").await {
        arrivals
            .check(
                "ltree",
                r"([a-zA-Z0-9_]{1,5}(\.[a-zA-Z0-9_]{1,5}){0,3})?".prop_map(displayed),
            )
            .await;
        arrivals
            .check_each("lquery[]", [(vec!["*.a|b.*{1,2}", "c"], r#"{"*.a|b.*{1,2}",c}"#)])
            .await;
    }
}

pub async fn bytes(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .fold("\\x".to_owned(), |text, byte| format!("{text}{byte:02X}"))
    };
    let bytes = proptest::collection::vec(any::<u8>(), 0..20);
    arrivals
        .check("bytea", bytes.prop_map(move |bytes| (bytes.clone(), hex(&bytes))))
        .await;
}

pub async fn uuids(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    let uuids = any::<u128>().prop_map(Uuid::from_u128);
    arrivals
        .check("uuid", uuids.prop_map(|uuid| (uuid, uuid.simple().to_string())))
        .await;
}

/// JSON that jsonb can hold, with no NUL in a text, and that serde_json reads back: other floats it reads inexactly.
pub fn documents_of(depth: u32) -> impl Strategy<Value = serde_json::Value> + Clone {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(Into::into),
        any::<i64>().prop_map(Into::into),
        any::<u64>().prop_map(Into::into),
        any::<i32>().prop_map(|n| (f64::from(n) / 8.0).into()),
        text().prop_map(Into::into),
    ];
    leaf.prop_recursive(depth, 30, 5, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Into::into),
            proptest::collection::btree_map(text(), inner, 0..5)
                .prop_map(|members| members.into_iter().collect::<serde_json::Map<_, _>>().into()),
        ]
    })
}

pub async fn documents(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals.check("json", documents_of(3).prop_map(displayed)).await;
    arrivals.check("jsonb", documents_of(3).prop_map(displayed)).await;
    let floats = || proptest::num::f64::NORMAL.prop_map(|n| displayed(serde_json::json!(n)));
    arrivals.check("json", floats()).await;
    arrivals.check("jsonb", floats()).await;
    arrivals.refused("jsonb", serde_json::json!("\0")).await;
}

fn addresses() -> impl Strategy<Value = IpAddr> + Clone {
    let v6 = prop_oneof![
        any::<u128>(),
        // Those with rows of zeros, and with an IPv4 address at the end.
        any::<u32>().prop_map(u128::from),
        any::<u32>().prop_map(|low| 0xffff_0000_0000 | u128::from(low)),
        any::<u16>().prop_map(|high| u128::from(high) << 112 | 1),
    ];
    prop_oneof![
        any::<u32>().prop_map(|bits| IpAddr::from(Ipv4Addr::from(bits))),
        v6.prop_map(|bits| IpAddr::from(Ipv6Addr::from(bits))),
    ]
}

/// An address with the length of its network, and the first address of that network.
fn nets() -> impl Strategy<Value = (IpAddr, IpAddr, u8)> {
    (addresses(), any::<u8>()).prop_map(|(address, length)| match address {
        IpAddr::V4(v4) => {
            let length = length % 33;
            let mask = u32::MAX.checked_shl(32 - u32::from(length)).unwrap_or(0);
            (address, Ipv4Addr::from(v4.to_bits() & mask).into(), length)
        }
        IpAddr::V6(v6) => {
            let length = length % 129;
            let mask = u128::MAX.checked_shl(128 - u32::from(length)).unwrap_or(0);
            (address, Ipv6Addr::from(v6.to_bits() & mask).into(), length)
        }
    })
}

fn inets() -> impl Cases<IpInet> {
    nets().prop_map(|(address, _, length)| {
        (
            IpInet::new(address, length).expect("a length that fits"),
            format!("{address}/{length}"),
        )
    })
}

fn cidrs() -> impl Cases<IpCidr> {
    nets().prop_map(|(_, first, length)| {
        (
            IpCidr::new(first, length).expect("no host bits"),
            format!("{first}/{length}"),
        )
    })
}

pub async fn networks(route: Route) {
    if !blink_testdb::needs_a_whole_server("types::networks") {
        return;
    }
    let mut arrivals = Arrivals::new(route).await;
    arrivals.check("inet", addresses().prop_map(displayed)).await;
    arrivals.check("inet", inets()).await;
    arrivals.check("cidr", cidrs()).await;
    let macs = any::<[u8; 6]>().prop_map(|bytes| {
        let text = bytes.map(|byte| format!("{byte:02x}")).join("-");
        (MacAddress::new(bytes), text)
    });
    arrivals.check("macaddr", macs).await;
}

pub async fn bits(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    let bits = |length| {
        proptest::collection::vec(any::<bool>(), length).prop_map(|bits| {
            let text = bits.iter().map(|bit| if *bit { '1' } else { '0' }).collect::<String>();
            (BitVec::<u32>::from_iter(bits), text)
        })
    };
    arrivals.check("varbit", bits(0..=40_usize)).await;
    arrivals.check("bit(11)", bits(11..=11)).await;
    arrivals.refused("bit(11)", BitVec::<u32>::from_elem(10, true)).await;
}

/// The type `"char"`: a byte.
pub async fn chars(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    let ascii = (1_i8..=127).prop_map(|byte| (byte, char::from(byte.unsigned_abs()).to_string()));
    arrivals.check("\"char\"", ascii).await;
    arrivals.check_each("\"char\"", [(0_i8, "")]).await;
    arrivals
        .check_each("\"char\"[]", [(vec![0_i8, 7, 65, 34], "{\"\",\u{7},A,\"\\\"\"}")])
        .await;
    arrivals
        .check_each("\"char\"", [("", ""), ("é".split_at(0).0, ""), ("\\", "\\")])
        .await;
    arrivals.refused("\"char\"", "ab").await;
    if route == Route::Text {
        let error = arrivals.refused("\"char\"", -1_i8).await;
        let why =
            "the \"char\" 0xff cannot be written as text, in which this table's rows are sent; use an ASCII character";
        assert!(format!("{error:#}").contains(why), "{error:#}");
    }
}
