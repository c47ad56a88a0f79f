-- A table that was just created as a copy: its schema, its size, and what is declared of its original's storage.
SELECT n.nspname,
       pg_catalog.pg_total_relation_size(copy.oid),
       (SELECT pg_catalog.string_agg(pg_catalog.format('%s=%s', option_name, option_value), ', ')
        FROM pg_catalog.pg_options_to_table(original.reloptions)
        WHERE option_name IN ('fillfactor', 'toast_tuple_target'))
FROM pg_catalog.pg_class copy
JOIN pg_catalog.pg_namespace n ON n.oid = copy.relnamespace, pg_catalog.pg_class original
WHERE copy.oid = pg_catalog.to_regclass('pg_temp.blink_copy')
  AND original.oid = pg_catalog.to_regclass($original)
