//! The plan's words, and what is a mistake.

use chrono::NaiveDateTime;
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::arrivals::{Arrivals, Route};

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
