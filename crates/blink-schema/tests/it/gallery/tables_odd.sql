-- shows: tables without a key, without columns, unlogged, of a composite type, with 200 columns, with dropped ones; views, rules, row security
-- since: 12
-- ask: SELECT count(*) > 0 FROM keyless => t
CREATE TABLE keyless (word text, number int);
CREATE TABLE no_columns ();
CREATE UNLOGGED TABLE unlogged (id int PRIMARY KEY);
CREATE TYPE point3 AS (x int, y int, z int);
CREATE TABLE typed OF point3 (PRIMARY KEY (x, y, z));
CREATE TABLE dropped (a int, id int PRIMARY KEY, b text, c int NOT NULL);
ALTER TABLE dropped DROP COLUMN a, DROP COLUMN b;
DO $$ BEGIN EXECUTE 'CREATE TABLE wide (id int PRIMARY KEY' || (SELECT string_agg(format(', c%s %s', n, (ARRAY['int', 'text', 'date', 'numeric(6,2)', 'boolean'])[n % 5 + 1]), '' ORDER BY n) FROM generate_series(1, 199) n) || ')'; END $$;
CREATE VIEW seen AS SELECT word FROM keyless;
CREATE MATERIALIZED VIEW stored AS SELECT count(*) FROM keyless;
CREATE TABLE secured (id int PRIMARY KEY, owner name NOT NULL);
ALTER TABLE secured ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON secured USING (owner = CURRENT_USER);
-- may be empty: no_columns
