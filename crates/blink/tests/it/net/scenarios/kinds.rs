//! Every kind of run in one transaction, and what is asked of it, where nothing goes wrong.

use std::time::Duration;

use blink::{Draw, Indexes, OnConflict, RowStream, Seeder, Table, ToRow};
use futures_util::stream;

use super::super::{How, scenario};
use super::{CYCLE, MANY, THINGS, people, scenarios, table, teams, things};
use crate::drivers::scenarios::{Child, Parent, SCHEMA, children, parents, seed};

scenarios! {
    plain => scenario(SCHEMA, seed)
    plain_without_batch_size => scenario(SCHEMA, || with(family))
    plain_single_batch => scenario(SCHEMA, || with(|seed| family(seed.batch_size(7).single_batch())))
    plain_no_rows => scenario(SCHEMA, || with(|seed| seed.add_table(Table::from_rows(parents(0)))))
    plain_no_steps => scenario(SCHEMA, Seeder::new)
    addition => scenario(THINGS, || with(|seed| {
        seed.add_table(things(3));
        seed.add_table(table("things", "id", 3, |n| [n + 10]).append());
    }))
    kept_and_context => scenario(SCHEMA, || with(|seed| {
        let ids = seed.add_table(Table::from_rows(parents(3)).keep(|parent| parent.id));
        let doubled = seed.add_context(move |store| store[ids].len() * 2);
        seed.add_table(Table::from_fn(move |store| blink::Rows::new(children(i64::try_from(store[doubled]).unwrap()))));
    }))
    streamed => scenario(SCHEMA, || with(|seed| {
        seed.add_table(Table::from_stream(|_| RowStream::new(stream::iter(parents(20)))));
    }))
    generated => scenario(SCHEMA, || with(generated_family))
    records_as_text => scenario(
        "CREATE TABLE shapes (id int4, at point, size money)",
        || with(|seed| {
            let rows = [["1", "(1,2)", "3.50"], ["2", "(3,4)", "1.25"]].map(|row| row.map(str::to_owned).to_vec());
            seed.add_table(Table::records("shapes", ["id", "at", "size"], rows));
        }),
    )
    copy_to_table => scenario(THINGS, Seeder::new).how(How::CopyToTable(|| things(5)))

    forward_few => scenario(CYCLE, || with(cycle::<30>))
    forward_many => scenario(CYCLE, || with(cycle::<MANY>))

    truncate => scenario(filled(), || with(|seed| family(seed.truncate())))
    truncate_cascade => scenario(filled(), || with(|seed| {
        seed.truncate_cascade();
        seed.add_table(Table::from_rows(parents(3)));
    }))
    truncate_freeze => scenario(
        "CREATE TABLE things (id serial PRIMARY KEY, n int8, m int8); INSERT INTO things (n) VALUES (5), (6)",
        || with(|seed| seed.truncate().add_table(things(3))),
    )

    indexes_auto_few => scenario(THINGS, || with(|seed| seed.add_table(things(5))))
    indexes_auto_many => scenario(THINGS, || with(|seed| seed.add_table(things(MANY))))
    indexes_auto_many_in_filled_table => scenario(
        leaked(THINGS, "INSERT INTO things VALUES (0, 0, 0)"),
        || with(|seed| seed.add_table(things(MANY))),
    )
    indexes_auto_number_unknown => scenario(THINGS, || with(|seed| {
        let rows = (0..=MANY * 2).filter(|n| n % 2 == 1).map(|n| vec![n.to_string()]);
        seed.add_table(Table::records("things", ["id"], rows));
    }))
    indexes_auto_many_used_by_another => scenario(THINGS, || with(|seed| seed.add_table(things(MANY))))
        .meanwhile("LOCK TABLE things IN ROW EXCLUSIVE MODE")
    indexes_keep_many => scenario(THINGS, || with(|seed| {
        seed.indexes(Indexes::Keep).add_table(things(MANY));
    }))
    indexes_rebuild_few => scenario(THINGS, || with(|seed| rebuilt(seed, things(5))))
    indexes_rebuild_in_filled_table => scenario(
        leaked(THINGS, "INSERT INTO things VALUES (0, 0, 0)"),
        || with(|seed| rebuilt(seed, things(5))),
    )
    indexes_rebuild_truncated => scenario(
        leaked(THINGS, "INSERT INTO things VALUES (1, 1, 1)"),
        || with(|seed| rebuilt(seed.truncate(), things(5))),
    )
    indexes_rebuild_of_two_tables => scenario(SCHEMA, || with(|seed| family(seed.indexes(Indexes::Rebuild))))
    indexes_rebuild_of_one_table => scenario(SCHEMA, || with(|seed| {
        seed.add_table(Table::from_rows(parents(3)).indexes(Indexes::Rebuild));
        seed.add_table(Table::from_rows(children(3)));
    }))
    rebuild_refused_by_view => scenario(
        leaked(THINGS, "CREATE VIEW seen AS SELECT id, n, m FROM things GROUP BY id"),
        || with(|seed| rebuilt(seed, things(5))),
    )
    rebuild_partitioned => scenario(
        "CREATE TABLE things (id int8 PRIMARY KEY, n int8, m int8) PARTITION BY RANGE (id);
        CREATE TABLE things_1 PARTITION OF things FOR VALUES FROM (0) TO (4);
        CREATE TABLE things_2 PARTITION OF things FOR VALUES FROM (4) TO (100);
        CREATE INDEX things_sum ON things ((n + m))",
        || with(|seed| rebuilt(seed, things(5))),
    )
    rebuild_with_trigger => scenario(TRIGGERED, || with(|seed| rebuilt(seed, things(5))))
    auto_with_trigger => scenario(
        TRIGGERED.replace("NEW.n + 100", "(SELECT NEW.n + 100)").leak(),
        || with(|seed| seed.add_table(things(MANY))),
    )
    auto_with_harmless_trigger => scenario(TRIGGERED, || with(|seed| seed.add_table(things(MANY))))
    rebuild_before_code => scenario(CODE, || with(|seed| {
        seed.indexes(Indexes::Rebuild);
        seed.add_table(things(5));
        seed.add_table(inserted(4).append());
    }))

    conflict_do_nothing => scenario(
        leaked(THINGS, "INSERT INTO things VALUES (2, 20, 0)"),
        || with(|seed| seed.add_table(things(5).on_conflict(OnConflict::DoNothing))),
    )
    conflict_update => scenario(
        leaked(THINGS, "INSERT INTO things VALUES (2, 20, 0)"),
        || with(|seed| seed.add_table(things(5).on_conflict(OnConflict::update(["id"])))),
    )
    conflict_update_only_rebuild => scenario(
        leaked(THINGS, "INSERT INTO things VALUES (2, 20, 0)"),
        || with(|seed| rebuilt(seed, things(5).on_conflict(OnConflict::update_only(["id"], ["m"])))),
    )
    insert_with => scenario(THINGS, || with(|seed| seed.add_table(inserted(5))))

    sequence_serial => scenario(
        "CREATE TABLE things (id serial PRIMARY KEY, n int8, m int8)",
        || with(|seed| seed.add_table(things(5))),
    )
    sequence_identity => scenario(
        "CREATE TABLE things (id int8 GENERATED ALWAYS AS IDENTITY (CACHE 10), n int8, m int8)",
        || with(|seed| seed.add_table(things(5))),
    )
    sequence_descending => scenario(
        "CREATE SEQUENCE down INCREMENT -2; CREATE TABLE things (id int8 DEFAULT nextval('down') PRIMARY KEY, n int8, m int8)",
        || with(|seed| seed.add_table(
            Table::records("things", ["id"], (1..=5).map(|n: i64| vec![(-n).to_string()])),
        )),
    )
    sequence_of_another_table => scenario(
        "CREATE TABLE owner (id serial); CREATE TABLE things (id int8 DEFAULT nextval('owner_id_seq') PRIMARY KEY, n int8, m int8)",
        || with(|seed| seed.add_table(things(5))),
    )
    sequence_far_behind => scenario(
        "CREATE TABLE things (id serial PRIMARY KEY)",
        || with(|seed| seed.add_table(table("things", "id", 2, |n| [n + 2_000]))),
    )
    sequence_ahead => scenario(
        "CREATE TABLE things (id serial PRIMARY KEY); SELECT setval('things_id_seq', 100)",
        || with(|seed| seed.add_table(table("things", "id", 2, |n| [n]))),
    )
    sequence_beyond_its_end => scenario(
        "CREATE TABLE things (id serial PRIMARY KEY); ALTER SEQUENCE things_id_seq MAXVALUE 3",
        || with(|seed| seed.add_table(table("things", "id", 5, |n| [n]))),
    )
    sequence_wanted_by_a_later_step => scenario(
        "CREATE TABLE things (id serial PRIMARY KEY, n int8, m int8)",
        || with(|seed| {
            seed.add_table(things(5));
            seed.add_table(table("things", "n", 3, |n| [n + 100]).append());
        }),
    )
    sequence_left => scenario(
        "CREATE TABLE things (id serial PRIMARY KEY, n int8, m int8)",
        || with(|seed| seed.advance_sequences(false).add_table(things(5))),
    )

    analyze_asked => scenario(SCHEMA, || with(|seed| family(seed.analyze(true))))
    analyze_refused => scenario(SCHEMA, || with(|seed| family(seed.analyze(false))))
    timeout_long => scenario(THINGS, || with(|seed| {
        seed.timeout(Duration::from_secs(600)).stall_timeout(Duration::from_secs(600));
        seed.add_table(things(5));
    }))
    timeout_long_rebuild => scenario(THINGS, || with(|seed| {
        rebuilt(seed.timeout(Duration::from_secs(600)), things(5));
    }))

    joined => scenario(SCHEMA, seed).joined()
    joined_with_settings => scenario(SCHEMA, || with(|seed| {
        family(seed.timeout(Duration::from_secs(600)));
    })).how(How::Joined("BEGIN; SET LOCAL array_nulls = off; SET LOCAL client_encoding = 'LATIN1'", "COMMIT"))
    joined_rolled_back => scenario(SCHEMA, seed).how(How::Joined("BEGIN", "ROLLBACK"))
    joined_rebuild => scenario(THINGS, || with(|seed| rebuilt(seed, things(5)))).joined()
    joined_auto_many => scenario(THINGS, || with(|seed| seed.add_table(things(MANY)))).joined()
    joined_truncate => scenario(filled(), || with(|seed| family(seed.truncate()))).joined()
    joined_conflict => scenario(
        leaked(THINGS, "INSERT INTO things VALUES (2, 20, 0)"),
        || with(|seed| seed.add_table(things(5).on_conflict(OnConflict::update(["id"])))),
    ).joined()
    joined_sequence => scenario(
        "CREATE TABLE things (id serial PRIMARY KEY, n int8, m int8)",
        || with(|seed| seed.add_table(things(5))),
    ).how(How::Joined("BEGIN", "ROLLBACK"))
    joined_analyze => scenario(SCHEMA, || with(|seed| family(seed.analyze(true)))).joined()

    plan => scenario(SCHEMA, seed).how(How::Plan)
    plan_many => scenario(CYCLE, || with(cycle::<MANY>)).how(How::Plan)
    plan_rebuild_truncate => scenario(CYCLE, || with(|seed| {
        seed.indexes(Indexes::Rebuild).truncate();
        cycle::<30>(seed);
    })).how(How::Plan)
    plan_non_atomic => scenario(CYCLE, || with(|seed| {
        seed.indexes(Indexes::Rebuild);
        cycle::<30>(seed);
    })).how(How::PlanNonAtomic)
    preview => scenario(SCHEMA, || with(generated_family)).how(How::Preview)
}

const TRIGGERED: &str = "
    CREATE TABLE things (id int8 PRIMARY KEY, n int8, m int8);
    CREATE INDEX things_n ON things (n);
    CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.m = NEW.n + 100; RETURN NEW; END $$;
    CREATE TRIGGER change BEFORE INSERT ON things FOR EACH ROW EXECUTE FUNCTION change();";

const CODE: &str = "CREATE TABLE things (id int8 PRIMARY KEY, n int8 UNIQUE, m int8)";

pub fn with<T>(steps: impl FnOnce(&mut Seeder) -> T) -> Seeder {
    let mut seeder = Seeder::new();
    // As many as any machine may have.
    seeder.threads(2);
    steps(&mut seeder);
    seeder
}

/// 20 parents and 15 children.
pub fn family(seeder: &mut Seeder) {
    seeder.add_table(Table::from_rows(parents(20)));
    seeder.add_table(Table::from_rows(children(15)));
}

fn generated_family(seeder: &mut Seeder) {
    let id = |draw: &Draw<'_>| i32::try_from(draw.number()).unwrap();
    let parents = seeder.add_table(Table::generate(20, move |draw: &mut Draw<'_>| Parent {
        id: id(draw),
        name: format!("parent {}", draw.between(1, 99)),
    }));
    seeder.add_table(Table::per_parent(parents, 0..=4, |draw, parent| Child {
        id: draw.number(),
        parent_id: parent.id,
    }));
}

pub fn cycle<const ROWS: u64>(seeder: &mut Seeder) {
    seeder.add_table(people(ROWS));
    seeder.add_table(teams());
}

pub fn rebuilt(seeder: &mut Seeder, table: Table<Vec<String>>) {
    seeder.indexes(Indexes::Rebuild);
    seeder.add_table(table);
}

/// Rows through a function, in lots of two.
pub fn inserted(rows: i64) -> Table<Thing> {
    let rows = (1..=rows).map(|id| Thing { id: id + 100 });
    Table::from_rows(rows).batch_size(2).insert_with(|mut insertion| {
        Box::pin(async move {
            let mut stored = 0;
            while let Some(lot) = insertion.next().await {
                let values = lot.iter().map(|thing| format!("({})", thing.id)).collect::<Vec<_>>();
                let sql = format!("INSERT INTO things (id) VALUES {}", values.join(", "));
                stored += insertion.execute(&sql).await?;
            }
            Ok(stored)
        })
    })
}

#[derive(ToRow)]
#[blink(table = "things")]
pub struct Thing {
    id: i64,
}

/// A schema with something more; a scenario's lives as long as the test.
pub fn leaked(schema: &str, more: &str) -> &'static str {
    format!("{};\n{more}", schema.trim_end().trim_end_matches(';')).leak()
}

pub fn filled() -> &'static str {
    leaked(
        SCHEMA,
        "INSERT INTO parents VALUES (1, 'old'), (90, 'old');\nINSERT INTO children VALUES (1, 90)",
    )
}
