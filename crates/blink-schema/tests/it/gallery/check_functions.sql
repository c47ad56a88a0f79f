-- shows: functions of the schema: only the server can judge
-- since: 12
-- ask: SELECT number FROM card WHERE NOT luhn(number) => nothing
-- ask: SELECT count(DISTINCT kind) >= 1 FROM card => t
CREATE FUNCTION luhn(number text) RETURNS boolean IMMUTABLE STRICT LANGUAGE sql AS $$
    SELECT sum(CASE WHEN i % 2 = 0 THEN CASE WHEN d * 2 > 9 THEN d * 2 - 9 ELSE d * 2 END ELSE d END) % 10 = 0
    FROM (SELECT n AS i, substr(reverse(number), n::int, 1)::int AS d FROM generate_series(1, length(number)) n) t $$;
CREATE FUNCTION known(kind text) RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS $$ BEGIN RETURN kind IN ('visa', 'master', 'other'); END $$;
CREATE FUNCTION fits(a int, b int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT (a + b) % 3 = 0';
CREATE TABLE card (
    id int PRIMARY KEY, number text NOT NULL CHECK (number ~ '^\d{16}$' AND luhn(number)), kind text NOT NULL CHECK (known(kind)),
    a int NOT NULL CHECK (a BETWEEN 0 AND 20), b int NOT NULL, CHECK (fits(a, b)));
