-- The triggers of all tables. Those of keys are internal and built in; so are, before 15, the copies of a parent's
-- triggers that call a built-in function.
SELECT t.tgrelid AS table_oid,
    t.oid AS oid,
    t.tgname AS name,
    t.tgtype AS type,
    t.tgenabled AS enabled,
    t.tgfoid AS function_oid,
    t.tgqual IS NOT NULL AS conditional,
    t.tgdeferrable AS deferrable,
    pg_catalog.array_to_string(t.tgattr::pg_catalog.int2[], ' ') AS column_numbers,
    pg_catalog.encode(t.tgargs, 'hex') AS arguments
FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid
JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
    AND NOT (t.tgisinternal AND f.pronamespace = 'pg_catalog'::pg_catalog.regnamespace)
