//! Elements of arrays, and domains.

use crate::arrivals::{Arrivals, ROUTES};

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
