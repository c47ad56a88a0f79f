-- shows: foreign keys of any type: text, uuid, date, numeric, enum, inet, timestamptz, bytea, a domain
-- since: 12
-- ask: SELECT count(*) = 0 FROM all_of_them a WHERE NOT EXISTS (SELECT FROM by_inet i WHERE i.address = a.address) => t
-- fewer: by_enum
CREATE TYPE colour AS ENUM ('red', 'green', 'blue', 'black');
CREATE DOMAIN sku AS varchar(12) CHECK (VALUE ~ '^[A-Z]{3}-[0-9]{4,8}$');
CREATE TABLE by_text (id text PRIMARY KEY);
CREATE TABLE by_uuid (id uuid PRIMARY KEY);
CREATE TABLE by_date (day date PRIMARY KEY);
CREATE TABLE by_numeric (amount numeric(9, 3) PRIMARY KEY);
CREATE TABLE by_enum (colour colour PRIMARY KEY);
CREATE TABLE by_inet (address inet PRIMARY KEY);
CREATE TABLE by_moment (moment timestamptz PRIMARY KEY);
CREATE TABLE by_bytes (hash bytea PRIMARY KEY CHECK (octet_length(hash) = 32));
CREATE TABLE by_domain (sku sku PRIMARY KEY);
CREATE TABLE all_of_them (
    id int PRIMARY KEY,
    text_id text NOT NULL REFERENCES by_text,
    uuid_id uuid NOT NULL REFERENCES by_uuid,
    day date NOT NULL REFERENCES by_date,
    amount numeric NOT NULL REFERENCES by_numeric,
    colour colour NOT NULL REFERENCES by_enum,
    address inet NOT NULL REFERENCES by_inet,
    moment timestamptz NOT NULL REFERENCES by_moment,
    hash bytea NOT NULL REFERENCES by_bytes,
    sku sku REFERENCES by_domain);
