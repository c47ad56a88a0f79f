//! Code on the server that can use no index, and code that may.

mod bodies;
mod elsewhere;
mod triggers;

use blink::Indexes;

use super::{MANY, filled, seed};
use crate::support::Db;

/// The reason for which the plan keeps the indexes of table `t`; empty if it does not.
async fn reason(db: &mut Db) -> String {
    let run = seed(Indexes::Auto, [filled("t", "id x", "#|a", MANY)]);
    let plan = run
        .plan(&mut db.client)
        .await
        .unwrap_or_else(|error| panic!("{error:#}"));
    let kept = plan.tables()[0].kept().map(|(name, why)| format!("{name}: {why}"));
    let kept = kept.collect::<Vec<_>>().join("; ");
    let short = kept.strip_prefix("indexes and keys: ").unwrap_or(&kept);
    short.strip_suffix(", and may need them").unwrap_or(short).to_owned()
}

/// The embedded server's databases have citext, whose functions in SQL are named like those of the server, and a path of
/// their own.
const TABLE: &str = "
    DROP EXTENSION IF EXISTS citext;
    SET search_path = \"$user\", public;
    CREATE SCHEMA app;
    CREATE DOMAIN checked AS text CHECK (VALUE <> '');
    CREATE DOMAIN plain AS text;
    CREATE TYPE mood AS ENUM ('sad', 'happy');
    CREATE TABLE other (id int8 PRIMARY KEY, x text);
    CREATE SEQUENCE s;
    CREATE FUNCTION app.own(x text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN x; END $$;
    CREATE FUNCTION app.upper(x varchar) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN x; END $$;
    CREATE FUNCTION public.if(x bool) RETURNS bool LANGUAGE plpgsql AS $$ BEGIN RETURN x; END $$;
    CREATE FUNCTION public.joined(a text, b text) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN app.own(a); END $$;
    CREATE FUNCTION public.named(r record) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RETURN app.own('a'); END $$;
    CREATE OPERATOR ||| (leftarg = text, rightarg = text, function = joined);
    CREATE TABLE t (id int8 PRIMARY KEY, x text DEFAULT 'a', n int8, at timestamptz, m mood);";

/// Defines the trigger's function in PL/pgSQL, with a row trigger `g` that runs it.
async fn set_body(db: &Db, options: &str, body: &str) {
    let sql = format!(
        "CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $body${body}$body$ {options};
         DROP TRIGGER IF EXISTS g ON t;
         CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f()"
    );
    db.client
        .batch_execute(&sql)
        .await
        .unwrap_or_else(|error| panic!("{body}: {error:?}"));
}
