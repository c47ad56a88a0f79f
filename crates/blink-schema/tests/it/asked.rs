//! Tables that are asked of a plan by name, and plans as they are shown.

use blink::TableName;
use blink_schema::Filling;
use blink_schema::facts::{Column, Facts, Table, Trigger};
use blink_schema::plan::{Options, Plan, plan};

fn options() -> Options {
    // 2024-06-30
    Options::until(8_947)
}

fn keyed(name: &str) -> Table {
    Table::new(name).column("id", "bigint").primary_key(["id"])
}

fn schema() -> Facts {
    let mut rates = keyed("shop.rates");
    rates.rows = 12;
    let mut cube = keyed("shop.cube");
    cube.extension = Some("an\nextension".to_owned());
    Facts::of([
        keyed("shop.users"),
        Table::new("shop.flags").column("on", "bool").primary_key(["on"]),
        Table::new("schema_migrations")
            .column("version", "varchar")
            .primary_key(["version"]),
        Table::new("shop.never")
            .column("n", "int")
            .not_null(["n"])
            .check("low", ["n"], "(n < 5)")
            .check("high", ["n"], "(n > 5)"),
        rates,
        cube,
    ])
}

fn planned(options: &Options) -> Result<Plan, String> {
    plan(&schema(), options).map_err(|mistakes| mistakes.to_string())
}

#[test]
fn a_plan_is_shown_whole() {
    let mut options = options();
    options.selection.except.push("flags".into());
    let plan = planned(&options).unwrap();
    let why = &plan.left_out[0].because;
    assert!(why.starts_with("no value of n meets "), "{why}");
    assert_eq!(
        plan.to_string().replace(why, "‹why›"),
        "1 table, 1,000 rows, up to 2024-06-30 (--until), seed 0 (--seed)

shop.users: root, 1,000 rows
  id  1, 2, 3  1, and so on (it makes rows distinct)

left out:
  shop.never: ‹why›

left alone; --tables names them in:
  public.schema_migrations: it is the record of migrations (Rails, golang-migrate, dbmate, Ecto)
  shop.cube: it belongs to the extension an\\nextension

not filled, since they have rows:
  shop.rates

not asked for: 1 table
"
    );
}

#[test]
fn fewer_rows_have_their_reason() {
    let shown = planned(&options()).unwrap().to_string();
    let flags = shown.lines().find(|line| line.starts_with("shop.flags: ")).unwrap();
    assert!(
        flags.contains(", 2 rows (") && flags.ends_with(" has no more values)"),
        "{flags}"
    );
}

#[test]
fn a_number_that_was_asked_for_is_met_or_a_mistake() {
    let mut options = options();
    options.rows_of.insert("users".into(), 7);
    let plan = planned(&options).unwrap();
    let users = plan
        .tables
        .iter()
        .find(|table| table.name == "shop.users".into())
        .unwrap();
    assert_eq!(users.rows, 7);
    options.rows_of.insert("flags".into(), 3);
    options.rows_of.insert("rates".into(), 3);
    let said = planned(&options).unwrap_err();
    let lines = said.lines().collect::<Vec<_>>();
    assert_eq!(lines[0], "2 mistakes:");
    assert!(
        lines[1].starts_with("  - shop.flags cannot have 3 rows: ") && lines[1].ends_with(" (ask for 2 rows)"),
        "{said}"
    );
    assert_eq!(
        lines[2],
        "  - shop.rates cannot have 3 rows: it is not filled (leave its number of rows out)"
    );
}

#[test]
fn a_table_of_an_extension_cannot_be_asked_for() {
    let mut options = options();
    options.selection.tables.push("cube".into());
    assert_eq!(
        planned(&options).unwrap_err(),
        "1 mistake:\n  - shop.cube cannot be filled: it belongs to the extension an\nextension (leave it out)"
    );
}

#[test]
fn a_table_of_a_tool_is_named_in() {
    let mut options = options();
    options.selection.tables.push("schema_migrations".into());
    let plan = planned(&options).unwrap();
    let names = plan
        .tables
        .iter()
        .map(|table| table.name.to_string())
        .collect::<Vec<_>>();
    assert_eq!(
        (names.as_slice(), plan.not_asked.len()),
        (&["public.schema_migrations".to_owned()][..], 4)
    );
}

/// Each foreign key is shown with its shape.
#[test]
fn relations_are_shown_with_their_shapes() {
    let mut rates = keyed("shop.rates");
    rates.rows = 12;
    let of = |name: &str, columns: &[(&str, &str)]| {
        let mut table = keyed(name);
        for (column, parent) in columns {
            table = table.column(column, "bigint").foreign_key([*column], *parent, ["id"]);
        }
        table.not_null(
            columns
                .iter()
                .map(|(column, _)| *column)
                .filter(|column| *column != "parent_id"),
        )
    };
    let facts = Facts::of([
        rates,
        keyed("shop.users"),
        of("shop.orders", &[("user_id", "shop.users"), ("rate_id", "shop.rates")]),
        of(
            "shop.lines",
            &[("order_id", "shop.orders"), ("parent_id", "shop.lines")],
        ),
        of("shop.notes", &[("user_id", "shop.users"), ("line_id", "shop.lines")]),
    ]);
    let plan = plan(&facts, &options()).unwrap();
    let shown = plan.to_string();
    let relations = shown.lines().filter(|line| line.contains(" → ")).collect::<Vec<_>>();
    let of_orders = relations
        .iter()
        .find(|line| line.starts_with("  order_id → shop.orders: "))
        .unwrap();
    assert!(
        of_orders.contains(": long-tailed, 0 to ")
            && of_orders.contains(" each, mean ")
            && of_orders.ends_with(" % without"),
        "{of_orders}"
    );
    for line in [
        "  user_id → shop.users: any row, some far more often",
        "  rate_id → shop.rates: any of the rows that are there, some far more often",
        "  parent_id → shop.lines: an earlier row of the same owner, or none",
    ] {
        assert!(relations.contains(&line), "{line}\n{}", relations.join("\n"));
    }
    // What is said is what the rows are.
    let lines = plan
        .tables
        .iter()
        .find(|table| table.name == "shop.lines".into())
        .unwrap();
    let children = lines
        .relations
        .iter()
        .find_map(|relation| plan.children(lines, relation))
        .unwrap();
    let mut of_orders = std::collections::BTreeMap::<String, u64>::new();
    for row in plan.first_rows(lines, u64::MAX).unwrap() {
        *of_orders.entry(row.values[1].clone().unwrap()).or_default() += 1;
    }
    let orders = plan.preview(&"shop.orders".into(), 0).unwrap().of;
    assert!(children.is_exact);
    assert_eq!(children.most, *of_orders.values().max().unwrap());
    assert_eq!(children.without, (orders - of_orders.len() as u64) * 100 / orders);
}

/// Control characters within values, too.
#[test]
fn every_line_of_a_plan_is_one() {
    let facts = Facts::of([Table::new("t\n1").with(Column::new("a\u{1b}b", "text")).check(
        "c",
        ["a\u{1b}b"],
        "(\"a\u{1b}b\" = 'x\ny'::text)",
    )]);
    let shown = plan(&facts, &options()).unwrap().to_string();
    assert!(
        !shown.contains('\u{1b}') && shown.contains("a\\u{1b}b") && shown.contains("x\\ny"),
        "{shown}"
    );
    assert!(shown.contains("\npublic.t\\n1: "), "{shown}");
}

#[test]
fn rows_are_shown_with_their_parents() {
    let facts = Facts::of([
        keyed("shop.users"),
        keyed("shop.orders")
            .column("user_id", "bigint")
            .not_null(["user_id"])
            .foreign_key(["user_id"], "shop.users", ["id"]),
    ]);
    let mut options = options();
    options.rows = 9;
    let plan = plan(&facts, &options).unwrap();
    let shown = plan.preview(&"shop.orders".into(), 4).unwrap();
    assert_eq!(
        (shown.of, shown.columns.as_slice()),
        (9, &["id".to_owned(), "user_id".to_owned()][..])
    );
    let numbers = shown.rows.iter().map(|row| row.number).collect::<Vec<_>>();
    assert_eq!(numbers, [1, 2, 3, 4]);
    let parents = &shown.parents[0];
    for row in &shown.rows {
        let [(table, number)] = row.refers_to.as_slice() else {
            panic!("{row:?}")
        };
        let parent = parents.rows.iter().find(|parent| parent.number == *number).unwrap();
        assert_eq!((table, &parent.values[0]), (&parents.table, &row.values[1]));
    }
    // Not more than there are, and none of a table that is not filled.
    assert_eq!(plan.preview(&"shop.users".into(), u64::MAX).unwrap().rows.len(), 3);
    let error = plan.preview(&"shop.carts".into(), 1).unwrap_err();
    assert_eq!(format!("{error:#}"), "no rows can be shown: shop.carts is not filled");
}

#[tokio::test]
async fn one_call_tells_mistakes_before_it_begins() {
    let db = blink_testdb::database();
    let mut client = crate::trial::connect(&db).await;
    client
        .batch_execute("CREATE TABLE users (id int PRIMARY KEY)")
        .await
        .unwrap();
    let error = blink_schema::fill(&mut client).table("user").await.unwrap_err();
    let [mistake] = error.mistakes() else {
        panic!("{error:#}")
    };
    assert_eq!(
        (mistake.message.as_str(), mistake.help.as_str()),
        (
            "there is no table user",
            "did you mean public.users? Names are case-sensitive"
        )
    );
    assert_eq!(blink_schema::fill(&mut client).rows(3).await.unwrap().report.rows(), 3);
    // It has rows now.
    assert_eq!(blink_schema::fill(&mut client).rows(5).await.unwrap().report.rows(), 0);
    let again = blink_schema::fill(&mut client).rows(5).truncate().await.unwrap();
    assert_eq!(again.report.rows(), 5);
}

/// It said nothing of the trigger that alone could give it rows.
#[test]
fn a_reference_to_a_table_that_is_left_to_a_trigger_says_so() {
    let mut ticket = keyed("ticket");
    ticket.triggers.push(Trigger {
        name: "store_urgent".to_owned(),
        after_insert: true,
        for_each_row: true,
        language: "plpgsql".to_owned(),
        source: "BEGIN IF NEW.u THEN INSERT INTO urgent (id) VALUES (NEW.id); END IF; RETURN NULL; END".to_owned(),
        ..Trigger::default()
    });
    let note = keyed("note")
        .column("urgent", "bigint")
        .not_null(["urgent"])
        .foreign_key(["urgent"], "public.urgent", ["id"]);
    let facts = Facts::of([ticket, keyed("urgent"), note]);
    let plan = plan(&facts, &options()).unwrap();
    assert_eq!(plan.left_out.len(), 1);
    assert_eq!(
        plan.left_out[0].because,
        "note_urgent_fkey must refer to public.urgent: that table has no rows, and gets none, since the trigger store_urgent of public.ticket fills it"
    );
}

/// A second run was refused, since the rows that triggers had stored refer to those that it empties.
#[tokio::test]
async fn truncating_empties_what_triggers_fill_again_and_keeps_their_logs() {
    let db = blink_testdb::database();
    let mut client = crate::trial::connect(&db).await;
    let schema = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL);
        CREATE TABLE profiles (id bigint PRIMARY KEY REFERENCES users, username text);
        CREATE TABLE posts (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES profiles, title text NOT NULL);
        CREATE TABLE log (id bigint GENERATED ALWAYS AS IDENTITY, who bigint NOT NULL);
        CREATE FUNCTION on_user() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO profiles (id, username) VALUES (NEW.id, NEW.email);
            INSERT INTO log (who) VALUES (NEW.id);
            RETURN NULL;
        END $$;
        CREATE TRIGGER on_user AFTER INSERT ON users FOR EACH ROW EXECUTE PROCEDURE on_user();";
    client.batch_execute(schema).await.unwrap();
    blink_schema::fill(&mut client).rows(20).await.unwrap();
    let mut options = Options::until_this_month();
    options.rows = 30;
    options.selection.truncate = true;
    let mut filling = Filling::read(&mut client, options.clone()).await.unwrap();
    let plan = filling.plan();
    assert_eq!(
        plan.emptied.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["public.profiles: the trigger on_user of public.users fills it"]
    );
    assert_eq!(plan.with_rows, [TableName::from("public.log")]);
    filling.rehearse(&mut client).await.unwrap();
    let rehearsed = filling.plan().rehearsed.as_ref().unwrap();
    assert!(
        rehearsed.rows > 0 && rehearsed.not_rehearsed.is_empty(),
        "{rehearsed:?}"
    );
    filling.plan().seeder().insert(&mut client).await.unwrap();
    let counts = "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM profiles), (SELECT count(*) FROM log),
        (SELECT count(*) > 0 FROM posts)";
    let counted = client.query_one(counts, &[]).await.unwrap();
    let [users, profiles, log] = [0, 1, 2].map(|column| counted.get::<_, i64>(column));
    assert!(
        users > 0 && users == profiles && log > users && counted.get::<_, bool>(3),
        "{counted:?}"
    );
    // What is not asked for is not emptied.
    options.selection.tables.push("public.posts".into());
    let filling = Filling::read(&mut client, options).await.unwrap();
    assert!(filling.plan().emptied.is_empty());
    assert_eq!(filling.plan().with_rows.len(), 3);
}

/// The rehearsal left both out, since TRUNCATE wants to empty what refers to a table even if that has no rows.
#[tokio::test]
async fn a_table_with_rows_is_emptied_for_a_try_with_one_without_that_refers_to_it() {
    let db = blink_testdb::database();
    let mut client = crate::trial::connect(&db).await;
    let schema = "CREATE TABLE users (id bigint PRIMARY KEY); INSERT INTO users VALUES (7);
        CREATE TABLE posts (id bigint PRIMARY KEY, user_id bigint NOT NULL REFERENCES users);";
    client.batch_execute(schema).await.unwrap();
    let mut options = Options::until_this_month();
    options.rows = 30;
    options.selection.truncate = true;
    let mut filling = Filling::read(&mut client, options).await.unwrap();
    filling.rehearse(&mut client).await.unwrap();
    let rehearsed = filling.plan().rehearsed.as_ref().unwrap();
    assert!(
        rehearsed.rows > 0 && rehearsed.not_rehearsed.is_empty(),
        "{rehearsed:?}"
    );
}

/// Nobody asked to remove them, and the trigger does not bring back those that were stored by hand.
#[tokio::test]
async fn tags_that_a_trigger_stores_unless_they_are_there_stay_and_are_referred_to() {
    let db = blink_testdb::database();
    let mut client = crate::trial::connect(&db).await;
    let schema = "CREATE TABLE tags (id bigint PRIMARY KEY); INSERT INTO tags VALUES (-1), (-2);
        CREATE TABLE posts (id bigint PRIMARY KEY); INSERT INTO posts VALUES (1);
        CREATE TABLE post_tags (post_id bigint REFERENCES posts, tag_id bigint REFERENCES tags, PRIMARY KEY (post_id, tag_id));
        CREATE FUNCTION keep_tag() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO tags (id) VALUES (NEW.id) ON CONFLICT DO NOTHING; RETURN NULL;
        END $$;
        CREATE TRIGGER keep_tag AFTER INSERT ON posts FOR EACH ROW EXECUTE PROCEDURE keep_tag();";
    client.batch_execute(schema).await.unwrap();
    blink_schema::fill(&mut client).rows(20).truncate().await.unwrap();
    let asked =
        "SELECT (SELECT count(*) FROM tags WHERE id < 0), (SELECT count(*) FROM post_tags WHERE tag_id < 0) > 0";
    let asked = client.query_one(asked, &[]).await.unwrap();
    assert_eq!((asked.get::<_, i64>(0), asked.get::<_, bool>(1)), (2, true));
}
