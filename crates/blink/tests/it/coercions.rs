//! The conversions at their limits: what fits arrives, one beyond is an error with its place, and nothing wraps. All of it
//! in both formats.

use blink::{Rows, Seeder, Table, ToRow};
use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use cidr::{IpCidr, IpInet};
use postgres_types::private::BytesMut;
use postgres_types::{Date, IsNull, Timestamp, ToSql, Type, to_sql_checked};
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use crate::arrivals::{Arrivals, ROUTES, Route};
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

/// Fields that accept one type alone.
macro_rules! only {
    ($($name:ident as $ty:ident;)*) => {$(
        #[derive(Clone, Debug)]
        struct $name(Vec<u8>);

        impl ToSql for $name {
            fn to_sql(&self, _: &Type, out: &mut BytesMut) -> Result<IsNull, blink::BoxError> {
                out.extend_from_slice(&self.0);
                Ok(IsNull::No)
            }

            fn accepts(ty: &Type) -> bool {
                *ty == Type::$ty
            }

            to_sql_checked!();
        }
    )*};
}

only! {
    Json as JSON;
    Jsonb as JSONB;
    Bit as BIT;
    Varbit as VARBIT;
}

#[tokio::test]
async fn documents() {
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        let document = r#"{"a": ["\"\\ \t", null]}"#;
        arrivals.check_each("json", [(document, document)]).await;
        arrivals.check_each("jsonb", [(document.to_owned(), document)]).await;
        arrivals
            .check_each("jsonb[]", [(vec!["1", "\"NULL\""], r#"{1,"\"NULL\""}"#)])
            .await;
        arrivals.refused("json", "{").await;
        arrivals.refused("jsonb", "").await;
        arrivals
            .check_each(
                "text",
                [(json!("a\tb"), r#""a\tb""#), (json!({"a": [1]}), r#"{"a":[1]}"#)],
            )
            .await;
        arrivals.check_each("varchar", [(json!(null), "null")]).await;
        arrivals.check_each("jsonb", [(Json(b"[1]".to_vec()), "[1]")]).await;
        arrivals
            .check_each("json", [(Jsonb(b"\x01[ 1]".to_vec()), "[ 1]")])
            .await;
        if arrivals.db.client.simple_query("SELECT '<a/>'::xml").await.is_ok() {
            arrivals.check_each("xml", [("<a>&amp;</a>", "<a>&amp;</a>")]).await;
        }
    }
}

#[tokio::test]
async fn uuids() {
    const UUID: &str = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11";
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        for text in [
            UUID,
            "A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11",
            "{a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11}",
            "a0eebc999c0b4ef8bb6d6bb9bd380a11",
            "a0ee-bc99-9c0b-4ef8-bb6d-6bb9-bd38-0a11",
        ] {
            arrivals.check_each("uuid", [(text, UUID)]).await;
        }
        let list = vec![Some(UUID.to_owned()), None];
        arrivals
            .check_each("uuid[]", [(list, format!("{{{UUID},NULL}}").as_str())])
            .await;
        for text in [
            "",
            &UUID[1..],
            &format!("{UUID}0"),
            &format!("{{{UUID}"),
            &UUID.replace('a', "g"),
            &format!("{UUID} "),
        ] {
            arrivals.refused("uuid", text.to_owned()).await;
        }
        let uuid = || Uuid::parse_str(UUID).unwrap();
        arrivals.check_each("text", [(uuid(), UUID)]).await;
        arrivals.check_each("varchar(36)", [(uuid(), UUID)]).await;
        arrivals.check_each("char(36)", [(uuid(), UUID)]).await;
        arrivals.refused("varchar(35)", uuid()).await;
    }
}

#[tokio::test]
async fn times() {
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        let moment = "2024-02-29T23:59:59.999999+05:30".parse::<DateTime<Utc>>().unwrap();
        arrivals
            .check_each("timestamp", [(moment, "2024-02-29 18:29:59.999999")])
            .await;
        let infinite = [
            (Timestamp::<DateTime<Utc>>::PosInfinity, "infinity"),
            (Timestamp::NegInfinity, "-infinity"),
        ];
        arrivals.check_each("timestamp", infinite).await;
        let days = [
            (day("2024-02-29"), "2024-02-29 00:00"),
            (day("1969-12-31"), "1969-12-31 00:00"),
            (day("-0043-03-15"), "0044-03-15 00:00 BC"),
            (day("+262142-12-31"), "262142-12-31 00:00"),
        ];
        arrivals.check_each("timestamp", days).await;
        let infinite = [
            (Date::<NaiveDate>::PosInfinity, "infinity"),
            (Date::NegInfinity, "-infinity"),
        ];
        arrivals.check_each("timestamp", infinite).await;
        // Before what the server knows, in either type.
        arrivals.refused("timestamp", NaiveDate::MIN).await;
        arrivals
            .check_each("timestamp[]", [(vec![day("2024-02-29")], "{2024-02-29 00:00}")])
            .await;
    }
}

#[tokio::test]
async fn networks() {
    if !blink_testdb::needs_a_whole_server("coercions::networks") {
        return;
    }
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        let inet = |text: &str| text.parse::<IpInet>().unwrap();
        arrivals
            .check_each("cidr", [(inet("10.0.0.0/8"), "10.0.0.0/8"), (inet("::1/128"), "::1")])
            .await;
        arrivals.refused("cidr", inet("10.0.0.1/8")).await;
        arrivals
            .check_each("inet", [("10.0.0.0/8".parse::<IpCidr>().unwrap(), "10.0.0.0/8")])
            .await;
    }
}

#[tokio::test]
async fn bit_strings() {
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        let bits = || vec![0, 0, 0, 3, 0b1010_0000];
        arrivals.check_each("bit(3)", [(Varbit(bits()), "101")]).await;
        arrivals.refused("bit(4)", Varbit(bits())).await;
        arrivals.check_each("varbit(3)", [(Bit(bits()), "101")]).await;
        arrivals.refused("varbit(2)", Bit(bits())).await;
    }
}

#[tokio::test]
async fn elements_of_arrays() {
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        arrivals
            .check_each(
                "int8[]",
                [(vec![Some(i32::MIN), None], "{-2147483648,NULL}"), (vec![], "{}")],
            )
            .await;
        arrivals.check_each("int2[]", [(vec![32_767_i64], "{32767}")]).await;
        arrivals.check_each("numeric[]", [(vec![0.1_f64], "{0.1}")]).await;
        arrivals.check_each("int4[]", [(vec![7_i8, -128], "{7,-128}")]).await;
        arrivals
            .check_each("numeric[]", [(vec![vec![1_i64], vec![2]], "{{1},{2}}")])
            .await;
        let error = arrivals.refused("int2[]", vec![1_i64, 32_768]).await;
        assert!(format!("{error:#}").contains("32768 does not fit"), "{error:#}");
        arrivals.refused("float4[]", vec![vec![16_777_217]]).await;
        arrivals.refused("uuid[]", vec!["no uuid"]).await;
    }
}

#[tokio::test]
async fn six_dimensions_arrive_and_seven_are_a_mistake() {
    type Three<T> = Vec<Vec<Vec<T>>>;
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        let six = vec![vec![vec![vec![vec![vec![1, 2]]]]]];
        arrivals.check_each("int8[]", [(six, "{{{{{{1,2}}}}}}")]).await;
        let error = arrivals.plan::<Three<Three<Vec<i32>>>>("int8[]").await.unwrap_err();
        assert_eq!(error.diagnostics().len(), 1, "{error:#}");
    }
}

#[tokio::test]
async fn domains_over_what_is_converted() {
    for route in ROUTES {
        let mut arrivals = Arrivals::new(route).await;
        let schema = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN big AS int8; CREATE DOMAIN small AS int2;
            CREATE DOMAIN feeling AS mood; CREATE DOMAIN id AS uuid; CREATE DOMAIN bigs AS int8[]";
        arrivals.db.client.batch_execute(schema).await.unwrap();
        arrivals.check_each("big", [(i32::MIN, "-2147483648")]).await;
        arrivals.refused("small", 32_768).await;
        arrivals
            .check_each("small[]", [(vec![Some(32_767), None], "{32767,NULL}")])
            .await;
        arrivals.refused("small[]", vec![32_768]).await;
        arrivals.check_each("feeling", [("ok".to_owned(), "ok")]).await;
        arrivals.check_each("mood[]", [(vec!["ok"], "{ok}")]).await;
        arrivals.check_each("feeling[]", [(vec!["ok"], "{ok}")]).await;
        arrivals
            .check_each(
                "id",
                [(
                    "00000000000000000000000000000001",
                    "00000000-0000-0000-0000-000000000001",
                )],
            )
            .await;
        arrivals.check_each("bigs", [(vec![1], "{1}")]).await;
        arrivals.refused("feeling", "merry").await;
    }
}

#[tokio::test]
async fn the_plan_says_the_conversion() {
    let mut arrivals = Arrivals::new(Route::Binary).await;
    let schema = "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN big AS int8; CREATE DOMAIN int AS int4";
    arrivals.db.client.batch_execute(schema).await.unwrap();
    for (ty, plan, said) in [
        (
            "int8",
            arrivals.plan::<i32>("int8").await,
            "bigint   i32, converted from int4\n",
        ),
        ("big", arrivals.plan::<i32>("big").await, "i32, converted from int4\n"),
        (
            "int8[]",
            arrivals.plan::<Vec<i32>>("int8[]").await,
            "Vec<i32>, converted from int4[]\n",
        ),
        (
            "mood",
            arrivals.plan::<&str>("mood").await,
            "&str, converted from text\n",
        ),
        (
            "mood[]",
            arrivals.plan::<Vec<&str>>("mood[]").await,
            "Vec<&str>, converted from text[]\n",
        ),
        (
            "int4[]",
            arrivals.plan::<Vec<Vec<i32>>>("int4[]").await,
            "Vec<i32>>, converted from int4[][]\n",
        ),
        ("int4", arrivals.plan::<i32>("int4").await, "i32\n"),
        ("int", arrivals.plan::<i32>("public.int").await, "i32\n"),
        ("int4[]", arrivals.plan::<Vec<i32>>("int4[]").await, "Vec<i32>\n"),
    ] {
        let plan = plan.unwrap();
        assert!(plan.starts_with("public.t: binary,"), "{plan}");
        assert!(plan.contains(said), "{ty}: {plan}");
    }
}

#[tokio::test]
async fn what_would_lose_something_is_a_mistake() {
    let mut arrivals = Arrivals::new(Route::Binary).await;
    for (what, plan) in [
        ("f64 into float4", arrivals.plan::<f64>("float4").await),
        ("f64 into int8", arrivals.plan::<f64>("int8").await),
        ("Decimal into float8", arrivals.plan::<Decimal>("float8").await),
        ("u32 into float4", arrivals.plan::<u32>("float4").await),
        ("bool into int4", arrivals.plan::<bool>("int4").await),
        ("i32 into bool", arrivals.plan::<i32>("bool").await),
        ("i32 into text", arrivals.plan::<i32>("text").await),
        (
            "NaiveDateTime into timestamptz",
            arrivals.plan::<NaiveDateTime>("timestamptz").await,
        ),
        ("NaiveDateTime into date", arrivals.plan::<NaiveDateTime>("date").await),
        ("i64 into timestamp", arrivals.plan::<i64>("timestamp").await),
        ("i64 into money", arrivals.plan::<i64>("money").await),
        ("i32 into date", arrivals.plan::<i32>("date").await),
        ("String into bytea", arrivals.plan::<String>("bytea").await),
        (
            "Vec<String> into bytea[]",
            arrivals.plan::<Vec<String>>("bytea[]").await,
        ),
        ("Vec<i32> into int4", arrivals.plan::<Vec<i32>>("int4").await),
        ("i32 into int4[]", arrivals.plan::<i32>("int4[]").await),
        ("Vec<u8> into text", arrivals.plan::<Vec<u8>>("text").await),
        ("Uuid into interval", arrivals.plan::<Uuid>("interval").await),
        (
            "Vec<Uuid> into interval[]",
            arrivals.plan::<Vec<Uuid>>("interval[]").await,
        ),
    ] {
        let Err(error) = plan else { panic!("{what}: {plan:?}") };
        let [mistake] = error.diagnostics() else {
            panic!("{what}: {error:#}")
        };
        assert_eq!((mistake.table(), mistake.column()), ("t", Some("got")), "{what}");
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
