-- The settings under which expressions are printed, until the end of the transaction: names outside of pg_catalog with
-- their schemas, and constants in the same form whatever the session's own settings are. The queries are small, so that
-- compiling them costs more than it saves.
SELECT pg_catalog.set_config(s.name, s.value, true)
FROM (VALUES ('search_path', 'pg_catalog, pg_temp'),
    ('quote_all_identifiers', 'off'),
    ('standard_conforming_strings', 'on'),
    ('DateStyle', 'ISO, MDY'),
    ('IntervalStyle', 'postgres'),
    ('TimeZone', 'UTC'),
    ('bytea_output', 'hex'),
    ('extra_float_digits', '1'),
    ('lc_monetary', 'C'),
    ('xmloption', 'content'),
    ('jit', 'off')) s (name, value)
