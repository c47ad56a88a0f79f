use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::arrivals::{Arrivals, Cases, Route, displayed};

pub async fn truth_and_integers(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals.check("bool", any::<bool>().prop_map(displayed)).await;
    let limits = |least: i64, most: i64| prop_oneof![Just(least), Just(most), Just(0), Just(-1)];
    let small = limits(i16::MIN.into(), i16::MAX.into()).prop_map(|n| n as i16);
    arrivals
        .check("int2", prop_oneof![1 => small, 9 => any::<i16>()].prop_map(displayed))
        .await;
    let middle = limits(i32::MIN.into(), i32::MAX.into()).prop_map(|n| n as i32);
    arrivals
        .check("int4", prop_oneof![1 => middle, 9 => any::<i32>()].prop_map(displayed))
        .await;
    let large = limits(i64::MIN, i64::MAX);
    arrivals
        .check("int8", prop_oneof![1 => large, 9 => any::<i64>()].prop_map(displayed))
        .await;
    let oids = prop_oneof![1 => Just(u32::MAX), 1 => Just(0), 9 => any::<u32>()];
    arrivals.check("oid", oids.prop_map(displayed)).await;
}

pub async fn floats(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    // In powers of ten, so that it is not the same text that travels.
    let text = |number: f64, digits: String| match number {
        f64::INFINITY => "Infinity".to_owned(),
        f64::NEG_INFINITY => "-Infinity".to_owned(),
        _ => digits,
    };
    let wide = prop_oneof![
        1 => proptest::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, f64::MIN, f64::MAX, 5e-324]),
        9 => proptest::num::f64::ANY,
    ];
    arrivals
        .check("float8", wide.prop_map(move |n| (n, text(n, format!("{n:e}")))))
        .await;
    let narrow = prop_oneof![
        1 => proptest::sample::select(vec![f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.0, f32::MIN, f32::MAX, 1e-45]),
        9 => proptest::num::f32::ANY,
    ];
    arrivals
        .check(
            "float4",
            narrow.prop_map(move |n| (n, text(n.into(), format!("{n:e}")))),
        )
        .await;
}

/// `rust_decimal` sends a zero without its scale.
fn written(number: Decimal) -> (Decimal, String) {
    let text = if number.is_zero() {
        "0".to_owned()
    } else {
        number.to_string()
    };
    (number, text)
}

pub fn decimals() -> impl Cases<Decimal> {
    let digits = prop_oneof![
        any::<i64>().prop_map(i128::from),
        -20_000_i128..20_000,
        -79_228_162_514_264_337_593_543_950_335..79_228_162_514_264_337_593_543_950_336_i128,
        Just(0),
        // Groups of four zeros in all places.
        (-99_i128..99, 0_u32..26).prop_map(|(n, zeros)| n * 10_i128.pow(zeros)),
    ];
    (digits, 0_u32..=28).prop_map(|(digits, scale)| written(Decimal::from_i128_with_scale(digits, scale)))
}

pub async fn numerics(route: Route) {
    let mut arrivals = Arrivals::new(route).await;
    arrivals.check("numeric", decimals()).await;
    let limited = (-9_999_999_i64..=9_999_999, 0_u32..=6);
    arrivals
        .check(
            "numeric(9,2)",
            limited.prop_map(|(digits, scale)| displayed(Decimal::new(digits, scale))),
        )
        .await;
    let mut negative_zero = Decimal::new(0, 3);
    negative_zero.set_sign_negative(true);
    arrivals
        .check_each(
            "numeric",
            [(negative_zero, "0"), (Decimal::MAX, "79228162514264337593543950335")],
        )
        .await;
}
