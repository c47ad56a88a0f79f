//! Domains that refuse NULL.

use blink::{Seeder, Table, ToRow};

use super::{fails, mistakes};
use crate::support::Db;

#[tokio::test]
async fn not_null_at_the_bottom_of_many_domains_was_not_seen() {
    let mut db = Db::new(
        "CREATE DOMAIN d0 AS text NOT NULL;
         DO $$ BEGIN FOR n IN 1 .. 40 LOOP EXECUTE format('CREATE DOMAIN d%s AS d%s', n, n - 1); END LOOP; END $$;
         CREATE TABLE deep (id int PRIMARY KEY, d d40)",
    )
    .await;
    assert_eq!(
        fails(&mut db, Table::records("deep", ["id"], [["1"]])).await,
        ["deep.d: the rows have no value for it, but it is d40 NOT NULL without a default"]
    );
    let row = Table::records("deep", ["id", "d"], [["1", "x"]]);
    blink::copy_to_table(&mut db.client, row).await.unwrap();
    assert_eq!(db.rows("SELECT * FROM deep").await, ["1|x"]);
}

#[tokio::test]
async fn null_does_not_get_into_a_column_whose_domain_forbids_it() {
    #[derive(ToRow)]
    #[blink(table = "depot")]
    struct Depot {
        id: i32,
        #[blink(default)]
        p: Option<String>,
    }

    let mut db = Db::new(
        "CREATE DOMAIN base_code AS text NOT NULL;
         CREATE DOMAIN code AS base_code CHECK (length(VALUE) = 3);
         CREATE DOMAIN present AS text CHECK (VALUE IS NOT NULL);
         CREATE DOMAIN over AS present;
         CREATE DOMAIN \"a dot. and 'more\" AS over CHECK (VALUE <> 'x');
         CREATE FUNCTION raises(t text) RETURNS bool LANGUAGE plpgsql AS $$
             BEGIN IF t IS NULL THEN RAISE 'nothing there'; END IF; RETURN true; END $$;
         CREATE DOMAIN raising AS text CHECK (raises(VALUE));
         CREATE DOMAIN any_three AS text CHECK (length(VALUE) = 3);
         CREATE DOMAIN given AS present DEFAULT 'given';
         CREATE TABLE depot (id int PRIMARY KEY, c code, p present, o \"a dot. and 'more\", r raising, t any_three, g given,
             d present DEFAULT 'default', v present GENERATED ALWAYS AS ('generated') STORED)",
    )
    .await;
    let in_public = "value for domain present violates check constraint \"present_check\"";
    let expected = [
        "depot.c: the rows have no value for it, but it is code NOT NULL without a default".to_owned(),
        format!("depot.p: the rows have no value for it, but its domain present refuses NULL ({in_public}), and it has no default"),
        "depot.o: the rows have no value for it, but its domain \"a dot. and 'more\" refuses NULL (value for domain \
         \"a dot. and 'more\" violates check constraint \"present_check\"), and it has no default"
            .to_owned(),
        "depot.r: the rows have no value for it, but its domain raising refuses NULL (nothing there), and it has no default"
            .to_owned(),
    ];
    let depot = || Table::records("depot", ["id"], [["1"]]);
    assert_eq!(fails(&mut db, depot()).await, expected);
    let mut seeder = Seeder::new();
    seeder.add_table(depot());
    assert_eq!(mistakes(&seeder.plan(&mut db.client).await.unwrap_err()), expected);
    // A transaction of the caller's goes on as it was.
    let mut caller = db.client.transaction().await.unwrap();
    caller.batch_execute("CREATE TABLE of_the_caller ()").await.unwrap();
    assert_eq!(mistakes(&seeder.plan(&mut caller).await.unwrap_err()), expected);
    assert_eq!(mistakes(&seeder.insert(&mut caller).await.unwrap_err()), expected);
    caller.commit().await.unwrap();
    assert_eq!(db.count("of_the_caller").await, 0);
    assert_eq!(
        fails(&mut db, Table::from_rows([Depot { id: 1, p: None }])).await[0],
        format!(
            "depot.p: it is left to the database, but its domain present refuses NULL ({in_public}), and has no default"
        ),
    );
    // A domain that may be NULL, defaults and generated columns are no mistake.
    let rows = Table::records("depot", ["id", "c", "p", "o", "r"], [["1", "abc", "p", "o", "r"]]);
    blink::copy_to_table(&mut db.client, rows).await.unwrap();
    assert_eq!(
        db.rows("SELECT * FROM depot").await,
        ["1|abc|p|o|r|∅|given|default|generated"]
    );
}
