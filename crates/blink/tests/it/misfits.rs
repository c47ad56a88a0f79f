//! Fields whose type does not fit the column: the message names the part, and the advice is one that helps.

use postgres_types::ToSql;

use crate::arrivals::{Arrivals, Route};

/// Returns the message and the advice about a column of this type that a field of this type is sent to.
async fn unsendable<T: blink::Field + Send + Sync + 'static>(arrivals: &mut Arrivals, ty: &str) -> (String, String) {
    let error = arrivals.plan::<T>(ty).await.unwrap_err();
    let [mistake] = error.diagnostics() else {
        panic!("{error:#}")
    };
    assert_eq!((mistake.table(), mistake.column()), ("t", Some("got")));
    (mistake.message().to_owned(), mistake.help().to_owned())
}

/// It was only told that the enum implements no ToSql, which it does.
#[tokio::test]
async fn an_enum_that_lacks_a_label_of_the_type_names_it() {
    #[derive(Clone, Debug, ToSql)]
    #[allow(dead_code, reason = "only the type matters")]
    #[postgres(name = "mood", rename_all = "lowercase")]
    enum Mood {
        Sad,
        Happy,
    }

    #[derive(Clone, Debug, ToSql)]
    #[allow(dead_code, reason = "only the type matters")]
    #[postgres(name = "other", rename_all = "lowercase")]
    enum Other {
        Sad,
    }

    let mut arrivals = Arrivals::new(Route::Binary).await;
    let schema = "CREATE TYPE mood AS ENUM ('happy', 'new', 'sad', 'it''s'); CREATE TYPE short AS ENUM ('happy');
        CREATE DOMAIN feeling AS mood";
    arrivals.db.client.batch_execute(schema).await.unwrap();
    for ty in ["mood", "feeling"] {
        let (what, advice) = unsendable::<Mood>(&mut arrivals, ty).await;
        let said = format!("Mood cannot be sent as {ty}: it has no variant for \"new\", \"it's\"");
        assert_eq!(what, said);
        assert!(advice.contains("#[postgres(allow_mismatch)]"), "{advice}");
    }
    let (what, _) = unsendable::<Vec<Mood>>(&mut arrivals, "mood[]").await;
    assert!(what.ends_with("it has no variant for \"new\", \"it's\""), "{what}");
    // More variants than labels.
    let rename = "ALTER TYPE mood RENAME TO long; ALTER TYPE short RENAME TO mood";
    arrivals.db.client.batch_execute(rename).await.unwrap();
    let (what, _) = unsendable::<Mood>(&mut arrivals, "mood").await;
    assert!(what.ends_with("it has 2 variants, and the type 1 labels"), "{what}");
    // Of another name, nothing is known.
    let (what, advice) = unsendable::<Other>(&mut arrivals, "mood").await;
    assert_eq!(what, "Other cannot be sent as mood");
    assert!(advice.contains("a type that implements ToSql"), "{advice}");
}

/// It was only told that the struct implements no ToSql, which it does.
#[tokio::test]
async fn a_composite_with_a_member_that_does_not_fit_names_it() {
    #[derive(Clone, Debug, ToSql)]
    #[postgres(name = "address")]
    struct Address {
        street: String,
        zip: String,
        n: i32,
    }

    let mut arrivals = Arrivals::new(Route::Binary).await;
    arrivals
        .db
        .client
        .batch_execute("CREATE DOMAIN code AS text; CREATE DOMAIN zip_code AS code")
        .await
        .unwrap();
    for (members, said, advised) in [
        (
            "street text, zip zip_code, n int4",
            "its member zip is zip_code, and the field for it sends text",
            "#[postgres(name = \"zip_code\")]",
        ),
        (
            "street text, zip text, n int8",
            "its member n is int8, and the field for it sends int4",
            "implements ToSql for int8",
        ),
        (
            "street text, zip text, number int4",
            "it has no field for the member number, which is int4",
            "rename one with",
        ),
        (
            "street text, zip text",
            "it has 3 fields, and the type 2 members",
            "let the fields be the members",
        ),
        (
            "zip zip_code, street zip_code, n int8",
            "its member zip is zip_code, and the field for it sends text",
            "#[postgres(name = \"zip_code\")]",
        ),
    ] {
        let sql = format!("DROP TYPE IF EXISTS address CASCADE; CREATE TYPE address AS ({members})");
        arrivals.db.client.batch_execute(&sql).await.unwrap();
        let (what, advice) = unsendable::<Address>(&mut arrivals, "address").await;
        assert_eq!(what, format!("Address cannot be sent as address: {said}"));
        assert!(advice.contains(advised), "{advice}");
        let (what, _) = unsendable::<Vec<Address>>(&mut arrivals, "address[]").await;
        assert!(what.ends_with(said), "{what}");
    }
    // With the advice followed.
    #[derive(Clone, Debug, ToSql)]
    #[postgres(name = "zip_code")]
    struct ZipCode(Code);

    #[derive(Clone, Debug, ToSql)]
    #[postgres(name = "code")]
    struct Code(String);

    #[derive(Clone, Debug, ToSql)]
    #[postgres(name = "address")]
    struct Fixed {
        zip: ZipCode,
    }

    let sql = "DROP TYPE address CASCADE; CREATE TYPE address AS (zip zip_code)";
    arrivals.db.client.batch_execute(sql).await.unwrap();
    let fixed = Fixed {
        zip: ZipCode(Code("12345".to_owned())),
    };
    arrivals.check_each("address", [(fixed, "(12345)")]).await;
}

/// A String was told to be turned into a String.
#[tokio::test]
async fn a_string_into_bytea_or_an_array_is_told_what_to_be() {
    let mut arrivals = Arrivals::new(Route::Binary).await;
    let (_, advice) = unsendable::<String>(&mut arrivals, "bytea").await;
    assert!(advice.starts_with("use Vec<u8>"), "{advice}");
    let (_, advice) = unsendable::<Vec<String>>(&mut arrivals, "bytea[]").await;
    assert!(advice.starts_with("use Vec<Vec<u8>>"), "{advice}");
    let (_, advice) = unsendable::<String>(&mut arrivals, "bytea[]").await;
    assert!(advice.starts_with("use Vec<Vec<u8>>"), "{advice}");
    for ty in ["box[]", "text[]"] {
        let (_, advice) = unsendable::<String>(&mut arrivals, ty).await;
        assert!(advice.starts_with("use a Vec<String>"), "{advice}");
    }
    let (_, advice) = unsendable::<f64>(&mut arrivals, "interval").await;
    assert!(advice.starts_with("use a String such as \"90 seconds\""), "{advice}");
}
