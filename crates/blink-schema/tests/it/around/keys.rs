//! Keys of many types, from rows of one's own and to them.

use std::error::Error;

use blink::postgres_types::{FromSql, Type};
use blink::{Seeder, Table, ToRow};
use blink_schema::plan::OwnTable;

use super::{assert_none, database, one, options, read};

const SCHEMA: &str = "
    CREATE TYPE size AS ENUM ('small', 'large');
    CREATE DOMAIN code AS text CHECK (VALUE ~ '^[A-Z]{2,9}$');
    CREATE TABLE boxes (
        id uuid, weight numeric(12,3), packed date, size size, address inet, code code, flag bool, raw bytea,
        PRIMARY KEY (id, weight, packed, size, address, code, flag, raw)
    );
    CREATE TABLE labels (
        no serial PRIMARY KEY, text text NOT NULL,
        id uuid NOT NULL, weight numeric(12,3) NOT NULL, packed date NOT NULL, size size NOT NULL, address inet NOT NULL,
        code code NOT NULL, flag bool NOT NULL, raw bytea NOT NULL,
        FOREIGN KEY (id, weight, packed, size, address, code, flag, raw) REFERENCES boxes
    );";

#[derive(ToRow)]
#[blink(table = "boxes")]
struct Crate {
    id: String,
    weight: String,
    packed: String,
    size: &'static str,
    address: String,
    code: String,
    flag: bool,
    raw: Vec<u8>,
}

#[tokio::test]
async fn keys_of_all_types_are_those_of_ones_own_rows() {
    if !blink_testdb::needs_a_whole_server("keys_of_all_types_are_those_of_ones_own_rows") {
        return;
    }
    let (_db, mut client) = database(SCHEMA).await;
    let plan = read(&mut client, &options(500, [OwnTable::of::<Crate>(40)]))
        .await
        .unwrap();
    let mut seeder = Seeder::new();
    let mut around = plan.around(&mut seeder);
    let boxes = Table::generate(40, |draw| Crate {
        id: format!("00000000-0000-4000-8000-{:012x}", draw.number()),
        weight: format!("{}.25", draw.number() * 1_000),
        packed: format!("2024-02-{:02}", 1 + draw.index() % 28),
        size: draw.cycle(["small", "large"]),
        address: format!("192.0.2.{}", draw.number()),
        code: draw.cycle(["AB", "CDE"]).to_owned(),
        flag: draw.cycle([true, false, true]),
        raw: vec![0, 255, draw.index() as u8],
    });
    around.own(boxes).unwrap();
    around.finish().unwrap();
    seeder.insert(&mut client).await.unwrap();
    assert_eq!(
        one(
            &client,
            "SELECT count(*) >= 100 AND count(DISTINCT id) > 10 FROM labels"
        )
        .await,
        "t"
    );
    assert_none(
        &client,
        &["SELECT count(*) FROM labels l LEFT JOIN boxes b USING (id, raw, weight) WHERE b.id IS NULL"],
    )
    .await;
}

/// A UUID without a crate.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Uuid([u8; 16]);

impl FromSql<'_> for Uuid {
    fn from_sql(_: &Type, raw: &[u8]) -> Result<Self, Box<dyn Error + Sync + Send>> {
        Ok(Self(raw.try_into()?))
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::UUID
    }
}

#[derive(ToRow)]
#[blink(table = "stickers")]
struct Sticker {
    id: i64,
    #[blink(with = text)]
    thing_id: Uuid,
    size: String,
    part: i16,
}

fn text(uuid: &Uuid) -> String {
    uuid.0.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn rows_of_ones_own_refer_to_keys_of_any_type() {
    let (_db, mut client) = database(
        "CREATE TYPE size AS ENUM ('small', 'large');
         CREATE TABLE things (id uuid, size size, part smallint, made timestamptz NOT NULL, PRIMARY KEY (id, size, part));
         CREATE TABLE stickers (id bigint PRIMARY KEY, thing_id uuid NOT NULL, size size NOT NULL, part smallint NOT NULL,
             FOREIGN KEY (thing_id, size, part) REFERENCES things);",
    )
    .await;
    let mut options = options(100, [OwnTable::of::<Sticker>(200)]);
    options.rows_of.insert("things".into(), 100);
    let plan = read(&mut client, &options).await.unwrap();
    let mut seeder = Seeder::new();
    let mut around = plan.around(&mut seeder);
    let things = around
        .columns::<(Uuid, String, i16)>("things", ["id", "size", "part"])
        .unwrap();
    // Two for each.
    let stickers = Table::per_parent(things, 2, |draw, (thing_id, size, part)| Sticker {
        id: draw.number(),
        thing_id: *thing_id,
        size: size.clone(),
        part: *part,
    });
    around.own(stickers).unwrap();
    around.finish().unwrap();
    seeder.insert(&mut client).await.unwrap();
    assert_none(
        &client,
        &["SELECT count(*) FROM things t WHERE 2 <> (SELECT count(*) FROM stickers WHERE thing_id = t.id)"],
    )
    .await;
}
