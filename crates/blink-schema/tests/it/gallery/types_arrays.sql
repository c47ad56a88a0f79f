-- shows: arrays of every kind of element, with dimensions; what is declared of their size does not bind
-- since: 12
-- ask: SELECT id FROM arrays WHERE cardinality(tags) > 1000 => nothing
CREATE TYPE day AS ENUM ('mon', 'tue', 'wed');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN small AS int CHECK (VALUE < 10);
CREATE TABLE arrays (
    id int PRIMARY KEY, tags text[] NOT NULL, numbers int[3], grid int[2][2], uuids uuid[], days day[] NOT NULL, pairs pair[], smalls small[], moments timestamptz[], flags boolean[], prices numeric(6, 2)[],
    names varchar(5)[], jsons jsonb[], ranges int4range[], addresses inet[], blobs bytea[]);
