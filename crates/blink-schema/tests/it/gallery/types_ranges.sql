-- shows: ranges of every kind, also of the schema's own
-- since: 12
-- ask: SELECT id FROM ranges WHERE isempty(days) => nothing
CREATE TYPE float_range AS RANGE (subtype = float8, subtype_diff = float8mi);
CREATE TYPE text_range AS RANGE (subtype = text, collation = "C");
CREATE TABLE ranges (id int PRIMARY KEY, i int4range NOT NULL, b int8range, n numrange, days daterange NOT NULL, local tsrange, moments tstzrange, f float_range, t text_range, UNIQUE (i, days));
