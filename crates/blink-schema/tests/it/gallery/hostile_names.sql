-- shows: names with quotes, blanks, dots, percents, backslashes, other scripts, keywords, of 63 bytes, that differ by case alone
-- since: 12
-- ask: SELECT count(*) = 0 FROM "or""der; DROP TABLE x --" o LEFT JOIN "select" s ON s."from" = o."where" WHERE s."from" IS NULL => t
-- ask: SELECT count(*) > 0 FROM "a b.c"."Käse 🧀" => t
CREATE SCHEMA "a b.c";
CREATE SCHEMA "Public";
CREATE TYPE "a b.c"."Farbe ""x""" AS ENUM ('rot', '', ' ', '"', '''', '\', '{,}', E'\t', 'grün');
CREATE DOMAIN "a b.c"."dom'ain" AS text CHECK (VALUE <> '');
CREATE TABLE "select" ("from" int PRIMARY KEY, "From" int NOT NULL UNIQUE, "FROM" text NOT NULL, "$1" text, "%s" text CHECK ("%s" <> '%'), "{}" int CHECK ("{}" > 0));
CREATE TABLE "or""der; DROP TABLE x --" ("where" int NOT NULL REFERENCES "select", "a""b" text NOT NULL, "back\slash" text NOT NULL CHECK ("back\slash" <> '\'), "'" int NOT NULL, " " int, "new
line" int NOT NULL, PRIMARY KEY ("where", "'"));
CREATE TABLE "a b.c"."Käse 🧀" ("größe" numeric(5, 1) NOT NULL CHECK ("größe" > 0), "名前" text NOT NULL, "Farbe" "a b.c"."Farbe ""x""" NOT NULL, "dom" "a b.c"."dom'ain", "id" int PRIMARY KEY);
CREATE TABLE "Public"."select" ("user" text NOT NULL, "table" "a b.c"."Farbe ""x"""[], "order" int NOT NULL REFERENCES "a b.c"."Käse 🧀");
CREATE TABLE abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk (abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk int PRIMARY KEY, abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijl text NOT NULL);
