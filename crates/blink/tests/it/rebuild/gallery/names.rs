//! Names that have to be quoted, and names of other schemas.

use super::{Case, shown};

#[tokio::test]
async fn hostile_names() {
    shown(&Case {
        schema: r#"
            CREATE SCHEMA "we""ird.schema";
            CREATE TABLE "we""ird.schema"."ta ble; --" ("i""d" int8 CONSTRAINT "p'k" PRIMARY KEY, "select" text);
            CREATE INDEX "i; DROP SCHEMA public" ON "we""ird.schema"."ta ble; --" ("select");
            ALTER INDEX "we""ird.schema"."p'k" SET (fillfactor = 44);
            COMMENT ON INDEX "we""ird.schema"."p'k" IS '$$ %I %L \';
            CREATE TABLE "Users" ("Id" int8 CONSTRAINT "Users_Id" REFERENCES "we""ird.schema"."ta ble; --")"#,
        tables: &[
            ("\"we\"\"ird.schema\".\"ta ble; --\"", "i\"d select", "#|x"),
            ("Users", "Id", "#"),
        ],
        rebuilt: &["Users_Id", "i; DROP SCHEMA public", "p'k"],
        kept: &[],
    })
    .await;
}

#[tokio::test]
async fn types_functions_and_classes_of_other_schemas() {
    shown(&Case {
        schema: "
            CREATE SCHEMA lib;
            CREATE TYPE lib.mood AS ENUM ('sad', 'happy');
            CREATE FUNCTION lib.twice(n int) RETURNS int IMMUTABLE LANGUAGE sql SET search_path = pg_catalog AS 'SELECT 2 * n';
            CREATE FUNCTION lib.less(a int, b int) RETURNS bool IMMUTABLE LANGUAGE internal AS 'int4lt';
            CREATE COLLATION lib.own (LOCALE = 'C');
            CREATE OPERATOR CLASS lib.ints FOR TYPE int USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =,
                OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
            CREATE OPERATOR lib.< (LEFTARG = int, RIGHTARG = int, FUNCTION = lib.less);
            CREATE TABLE t (id int8 PRIMARY KEY, n int, m lib.mood, x text);
            CREATE INDEX twice ON t (lib.twice(n)) WHERE m = 'sad'::lib.mood;
            CREATE INDEX own ON t (x COLLATE lib.own, n lib.ints) WHERE n OPERATOR(lib.<) 7;
            SET search_path = lib, public",
        tables: &[("t", "id n m x", "#|#|sad|x")],
        rebuilt: &["own", "t_pkey", "twice"],
        kept: &[],
    })
    .await;
}
