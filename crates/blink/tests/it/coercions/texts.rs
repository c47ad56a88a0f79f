//! Documents, UUIDs, networks and bit strings.

use cidr::{IpCidr, IpInet};
use postgres_types::private::BytesMut;
use postgres_types::{IsNull, ToSql, Type, to_sql_checked};
use serde_json::json;
use uuid::Uuid;

use crate::arrivals::{Arrivals, ROUTES};

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
async fn networks() {
    if !blink_testdb::needs_a_whole_server("coercions::texts::networks") {
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
