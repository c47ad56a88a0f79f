//! The plan's words on the choice.

use blink::{Indexes, Seeder, Table, ToRow};

use super::{SCHEMA, users};
use crate::rebuild::seed;
use crate::support::{Db, catalog};

#[derive(ToRow)]
#[blink(table = "posts")]
struct Post {
    id: i64,
    user_id: Option<i64>,
}

#[tokio::test]
async fn the_plan_says_what_will_be_dropped_and_why_the_rest_is_kept() {
    let mut db = Db::new(SCHEMA).await;
    db.client
        .batch_execute("COMMENT ON INDEX posts_user IS 'why'; CREATE TABLE outside (id int8 REFERENCES users)")
        .await
        .unwrap();
    let before = catalog(&db.client).await;
    let mut run = Seeder::new();
    run.add_table(users(1));
    run.add_table(Table::generate(20_000, |draw| Post {
        id: draw.number(),
        user_id: None,
    }));
    let plan = run.plan(&mut db.client).await.unwrap();
    let building = plan.building_settings().map(|(name, _)| name).collect::<Vec<_>>();
    let names = [
        "maintenance_work_mem",
        "max_parallel_maintenance_workers",
        "statement_timeout",
    ];
    assert_eq!(building, names);
    let shown = plan.to_string();
    for (name, value) in plan.building_settings() {
        let line = format!("set {name} = {value} while indexes and keys are rebuilt\n");
        assert!(shown.contains(&line), "{shown}");
    }
    assert_eq!(
        plan.tables()[0].to_string(),
        "public.users: text, 1,000,000 rows per COPY
  id    bigint  run-time value, as text
  name  text    run-time value, as text
  users_pkey kept: the foreign key outside_id_fkey of outside needs it and is kept: this run does not fill its table
"
    );
    let posts = &plan.tables()[1];
    assert_eq!(
        posts.to_string(),
        "public.posts: 20,000 rows, binary, 1,000,000 rows per COPY
  id       bigint  i64
  user_id  bigint  Option<i64>
  dropped for the load and rebuilt; locks posts, users (ACCESS EXCLUSIVE):
    posts_user_id_fkey, foreign key to users
    posts_pkey, primary key
    posts_user, index
  truncates the empty table and freezes its rows, where possible
"
    );
    assert!(
        format!("{posts:#}").ends_with(
            "
    posts_user, index
      DROP INDEX public.posts_user;
      CREATE INDEX posts_user ON public.posts USING btree (user_id);
      COMMENT ON INDEX public.posts_user IS 'why';
  not rebuilt on trial: they are plain B-tree indexes and foreign keys
  truncates the empty table and freezes its rows, where possible
"
        ),
        "{posts:#}"
    );
    assert_eq!(
        posts.rebuilt().collect::<Vec<_>>(),
        ["posts_user_id_fkey", "posts_pkey", "posts_user"]
    );
    assert_eq!(plan.tables()[0].kept().count(), 1);
    assert_eq!(catalog(&db.client).await, before);
    db.works().await;

    let few = seed(Indexes::Auto, [super::posts(3)]);
    let plan = few.plan(&mut db.client).await.unwrap().to_string();
    assert!(
        plan.contains("\n  if there are more than 10,000 rows, dropped for the load and rebuilt; locks posts ("),
        "{plan}"
    );
    assert!(
        plan.contains("\n  posts_user_id_fkey kept: dropping it would lock users, which this run does not fill\n"),
        "{plan}"
    );
}
