CREATE SCHEMA shop;
CREATE SCHEMA "Mixed Case";
CREATE TYPE shop.state AS ENUM ('new', 'paid', 'it''s gone');
CREATE TYPE "Mixed Case"."State" AS ENUM ('a', 'B');
CREATE DOMAIN shop.email AS varchar(120) CHECK (VALUE ~ '^[^@\s]+@[^@\s]+$') CHECK (VALUE = lower(VALUE));
CREATE DOMAIN shop.work_email AS shop.email DEFAULT 'a@example.com' CHECK (VALUE LIKE '%@example.com');
CREATE DOMAIN shop.amount AS numeric(12,2) NOT NULL CHECK (VALUE >= 0 AND VALUE < 1e9);
CREATE TYPE shop.place AS (street text, at point, codes char(5)[]);
CREATE TYPE shop.floats AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = float8mi);
CREATE FUNCTION shop.ok(x text) RETURNS bool LANGUAGE sql IMMUTABLE STRICT AS $$SELECT x <> 'bad'$$;
CREATE FUNCTION shop.touch() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
  NEW.updated_at := now();
  RETURN NEW;
END$$;
CREATE SEQUENCE shop.numbers START 1000;

CREATE TABLE shop.users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email shop.email NOT NULL UNIQUE,
    work shop.work_email,
    "Full Name" varchar(80) NOT NULL CHECK (length("Full Name") BETWEEN 1 AND 80),
    state shop.state NOT NULL DEFAULT 'new',
    age smallint CHECK (age >= 18 AND age <= 120),
    manager_id bigint REFERENCES shop.users ON DELETE SET NULL,
    place shop.place,
    settings jsonb NOT NULL DEFAULT '{"theme": "dark"}' CHECK (jsonb_typeof(settings) = 'object'),
    tags text[] CHECK (array_length(tags, 1) <= 5),
    measured shop.floats,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz,
    deleted_at timestamp(0) with time zone,
    CHECK (updated_at >= created_at),
    CONSTRAINT "deleted last" CHECK (deleted_at IS NULL OR deleted_at > updated_at),
    CONSTRAINT known CHECK (shop.ok("Full Name"))
);
COMMENT ON TABLE shop.users IS E'people\nof <script>';
COMMENT ON COLUMN shop.users.email IS E'\u0001 control';
CREATE UNIQUE INDEX one_name ON shop.users (lower("Full Name"), coalesce(manager_id, 0)) WHERE deleted_at IS NULL;
CREATE TRIGGER touch BEFORE UPDATE ON shop.users FOR EACH ROW EXECUTE FUNCTION shop.touch();

CREATE TABLE shop.orders (
    number int DEFAULT nextval('shop.numbers'),
    user_id bigint NOT NULL REFERENCES shop.users ON DELETE CASCADE,
    net shop.amount, tax numeric(10,2) DEFAULT 0, total numeric GENERATED ALWAYS AS (net + tax) STORED,
    kind text NOT NULL CHECK (kind IN ('web', 'shop', 'phone')),
    due date CHECK (due > '2020-02-01'),
    took interval hour to second(2) DEFAULT '01:02:03',
    flags bit(4), mask bit varying(9), ratio numeric(3), hash bytea DEFAULT '\x00ff',
    at tstzrange, price money DEFAULT 12.5, state "Mixed Case"."State"[],
    PRIMARY KEY (user_id, number),
    CHECK (num_nonnulls(due, took) = 1),
    CHECK (CASE WHEN kind = 'web' THEN tax IS NOT NULL ELSE true END),
    EXCLUDE USING gist (at WITH &&) WHERE (kind = 'web')
);

CREATE TABLE "Mixed Case"."<script>" (
    a bigint, b int, c int, "d""e" text COLLATE "C",
    CONSTRAINT lines_fk FOREIGN KEY (a, b) REFERENCES shop.orders (user_id, number) MATCH FULL
        DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (a, b, c) DEFERRABLE
);
ALTER TABLE "Mixed Case"."<script>" DROP COLUMN c;
ALTER TABLE "Mixed Case"."<script>" ADD COLUMN f serial, ADD CONSTRAINT later CHECK (b > 0) NOT VALID;

CREATE TABLE shop.log (at timestamptz NOT NULL, level int NOT NULL, text text) PARTITION BY RANGE (at);
CREATE TABLE shop.log_old PARTITION OF shop.log FOR VALUES FROM (MINVALUE) TO ('2020-01-01 00:00+00');
CREATE TABLE shop.log_2020 PARTITION OF shop.log FOR VALUES FROM ('2020-01-01 00:00+00') TO ('2021-01-01 00:00+00')
    PARTITION BY LIST (level);
CREATE TABLE shop.log_2020_low PARTITION OF shop.log_2020 FOR VALUES IN (1, -2);
CREATE TABLE shop.log_2020_other PARTITION OF shop.log_2020 DEFAULT;
CREATE TABLE shop.hashed (a int, b text) PARTITION BY HASH (a, (lower(b)));
CREATE TABLE shop.hashed_1 PARTITION OF shop.hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);

CREATE TABLE shop.base (x int CHECK (x % 2 = 0));
CREATE TABLE shop.derived (y int) INHERITS (shop.base);
INSERT INTO shop.base VALUES (2), (4);
