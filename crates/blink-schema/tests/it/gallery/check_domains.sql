-- shows: domains over domains, each with a CHECK; NOT NULL, defaults, of arrays, enums, composites, in keys
-- since: 12
-- ask: SELECT id FROM article WHERE sku::text !~ '^[A-Z]{2}-\d{4}$' OR length(sku::text) > 7 OR sku::text = 'AA-0000' => nothing
-- ask: SELECT id FROM article WHERE price::numeric <= 0 OR price::numeric > 9999 => nothing
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE DOMAIN name AS text CHECK (VALUE <> '' AND VALUE = btrim(VALUE));
CREATE DOMAIN short_name AS name CHECK (length(VALUE) <= 30);
CREATE DOMAIN code AS varchar(7) CHECK (VALUE ~ '^[A-Z]{2}-');
CREATE DOMAIN sku AS code CONSTRAINT digits CHECK (VALUE ~ '\d{4}$') CONSTRAINT not_zero CHECK (VALUE <> 'AA-0000');
CREATE DOMAIN positive AS numeric(10, 2) NOT NULL CHECK (VALUE > 0);
CREATE DOMAIN price AS positive CHECK (VALUE <= 9999);
CREATE DOMAIN good_mood AS mood CHECK (VALUE <> 'sad');
CREATE DOMAIN few AS int[] CHECK (cardinality(VALUE) BETWEEN 1 AND 3);
CREATE DOMAIN percent AS smallint DEFAULT 50 CHECK (VALUE BETWEEN 0 AND 100);
CREATE TABLE article (
    id int PRIMARY KEY, sku sku NOT NULL UNIQUE, name short_name NOT NULL, price price, mood good_mood, numbers few, skus sku[], share percent NOT NULL,
    twice percent, CHECK (share <= twice));
CREATE TABLE stocked (id int PRIMARY KEY, sku sku NOT NULL REFERENCES article (sku), amount positive CHECK (amount < 100));
