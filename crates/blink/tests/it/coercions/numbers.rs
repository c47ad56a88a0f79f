//! Integers, floats and decimals.

use blink::{Rows, Seeder, Table, ToRow};
use rust_decimal::Decimal;

use crate::arrivals::{Arrivals, ROUTES};
use crate::support::Db;

/// Values that fit, and values that do not.
macro_rules! limits {
    ($arrivals:expr; $($from:ty => $to:literal: [$($fits:expr),*] but [$($not:expr),*];)*) => {$(
        for value in [$(<$from>::try_from($fits).unwrap()),*] {
            let text = value.to_string();
            $arrivals.check_each($to, [(value, text.as_str())]).await;
        }
        let refused: &[$from] = &[$(<$from>::try_from($not).unwrap()),*];
        for value in refused {
            let error = $arrivals.refused($to, *value).await;
            assert_eq!(error.sqlstate(), None, "found before it was sent: {error:#}");
        }
    )*};
}

#[tokio::test]
async fn integers() {
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        limits! { arrivals;
            i8 => "int2": [i8::MIN, i8::MAX] but [];
            i8 => "int4": [i8::MIN, i8::MAX] but [];
            i8 => "int8": [i8::MIN, i8::MAX] but [];
            i8 => "numeric": [i8::MIN, i8::MAX] but [];
            i16 => "int4": [i16::MIN, i16::MAX] but [];
            i16 => "int8": [i16::MIN, i16::MAX] but [];
            i16 => "oid": [0, i16::MAX] but [-1, i16::MIN];
            i16 => "numeric": [i16::MIN, i16::MAX] but [];
            i32 => "int2": [i16::MIN, i16::MAX] but [i32::from(i16::MIN) - 1, i32::from(i16::MAX) + 1, i32::MIN, 65_536];
            i32 => "int8": [i32::MIN, i32::MAX] but [];
            i32 => "oid": [0, i32::MAX] but [-1, i32::MIN];
            i32 => "numeric": [i32::MIN, i32::MAX] but [];
            i64 => "int2": [i16::MIN, i16::MAX] but [i64::from(i16::MIN) - 1, i64::from(i16::MAX) + 1, i64::MIN, 1_i64 << 32];
            i64 => "int4": [i32::MIN, i32::MAX] but [i64::from(i32::MIN) - 1, i64::from(i32::MAX) + 1, i64::MAX, 1_i64 << 32];
            i64 => "oid": [0, u32::MAX] but [-1, i64::from(u32::MAX) + 1, i64::MIN];
            i64 => "numeric": [i64::MIN, i64::MAX, 10_000, -100_000_000] but [];
            u32 => "int2": [0_u32, 32_767_u32] but [32_768_u32, u32::MAX];
            u32 => "int4": [0_u32, 2_147_483_647_u32] but [2_147_483_648_u32, u32::MAX];
            u32 => "int8": [0_u32, u32::MAX] but [];
            u32 => "numeric": [0_u32, u32::MAX] but [];
        }
    }
}

#[tokio::test]
async fn integers_as_floats() {
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        limits! { arrivals;
            i16 => "float4": [i16::MIN, i16::MAX] but [];
            i16 => "float8": [i16::MIN, i16::MAX] but [];
            i32 => "float4": [-16_777_216, 16_777_216, 16_777_218, i32::MIN] but [16_777_217, -16_777_217, i32::MAX];
            i32 => "float8": [i32::MIN, i32::MAX] but [];
            i64 => "float4": [16_777_216, 1_i64 << 62, i64::MIN] but [16_777_217, i64::MAX, i64::MIN + 1];
            i64 => "float8": [1_i64 << 53, -(1_i64 << 53), (1_i64 << 53) + 2, i64::MIN]
                but [(1_i64 << 53) + 1, -(1_i64 << 53) - 1, i64::MAX, i64::MIN + 1];
            u32 => "float8": [0_u32, u32::MAX] but [];
        }
    }
}

#[tokio::test]
async fn floats() {
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        // As the float that it is, not as the decimal that it is written as.
        arrivals
            .check_each(
                "float8",
                [
                    (0.1_f32, "0.10000000149011612"),
                    (-0.0, "-0"),
                    (f32::MAX, "3.4028234663852886e38"),
                ],
            )
            .await;
        arrivals
            .check_each(
                "float8",
                [
                    (f32::NAN, "NaN"),
                    (f32::NEG_INFINITY, "-Infinity"),
                    (1e-45, "1.401298464324817e-45"),
                ],
            )
            .await;
        // As the decimal that it is written as, which is what people mean.
        arrivals
            .check_each(
                "numeric",
                [
                    (0.1_f32, "0.1"),
                    (-0.0, "0"),
                    (f32::NAN, "NaN"),
                    (f32::MAX, "34028235e31"),
                ],
            )
            .await;
        arrivals
            .check_each(
                "numeric",
                [
                    (0.1, "0.1"),
                    (-1.5e300, "-1.5e300"),
                    (5e-324, "5e-324"),
                    (f64::NAN, "NaN"),
                ],
            )
            .await;
        arrivals
            .check_each("numeric(5,2)", [(0.125, "0.13"), (-999.99, "-999.99")])
            .await;
        arrivals.refused("numeric(5,2)", 1000.0).await;
        if blink_testdb::server().version() >= 14 {
            arrivals
                .check_each(
                    "numeric",
                    [(f64::INFINITY, "Infinity"), (f64::NEG_INFINITY, "-Infinity")],
                )
                .await;
        }
    }
}

#[tokio::test]
async fn decimals_as_integers() {
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        arrivals
            .check_each(
                "int2",
                [
                    (Decimal::new(-3_276_800, 2), "-32768"),
                    (Decimal::new(32_767, 0), "32767"),
                ],
            )
            .await;
        arrivals
            .check_each(
                "int4",
                [(Decimal::from(i32::MIN), "-2147483648"), (Decimal::new(100, 2), "1")],
            )
            .await;
        arrivals
            .check_each(
                "int8",
                [(Decimal::from(i64::MIN), "-9223372036854775808"), (Decimal::ZERO, "0")],
            )
            .await;
        arrivals
            .check_each("int8", [(Decimal::from(i64::MAX), "9223372036854775807")])
            .await;
        for (ty, value) in [
            ("int2", Decimal::from(32_768)),
            ("int2", Decimal::from(-32_769)),
            ("int4", Decimal::from(i64::from(i32::MAX) + 1)),
            ("int4", Decimal::new(15, 1)),
            ("int8", Decimal::from(u64::MAX)),
            ("int8", Decimal::from(i64::MIN) - Decimal::ONE),
            ("int8", Decimal::new(1, 28)),
        ] {
            assert_eq!(arrivals.refused(ty, value).await.sqlstate(), None);
        }
    }
}

#[tokio::test]
async fn the_row_of_a_value_that_does_not_fit_counts_over_all_copies() {
    #[derive(ToRow)]
    #[blink(table = "numbers")]
    struct Number {
        n: i64,
    }

    let mut db = Db::new("CREATE TABLE numbers (n int2)").await;
    for batch_size in [1, 10, 1_000_000] {
        let mut seeder = Seeder::new();
        let numbers = Table::from_fn(|_| Rows::new((32_000..33_000).map(|n| Number { n })));
        seeder.add_table(numbers.batch_size(batch_size));
        let error = seeder.insert(&mut db.client).await.unwrap_err();
        assert_eq!(
            (error.table(), error.row(), error.column()),
            (Some("numbers"), Some(769), Some("n")),
            "{error:#}"
        );
        assert_eq!(db.count("numbers").await, 0);
    }
    db.works().await;
}
