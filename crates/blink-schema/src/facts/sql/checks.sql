-- The CHECK constraints of all tables.
SELECT k.conrelid AS table_oid,
    k.oid AS oid,
    k.conname AS name,
    pg_catalog.pg_get_expr(k.conbin, k.conrelid) AS expression,
    pg_catalog.array_to_string(k.conkey, ' ') AS column_numbers,
    k.convalidated AS validated,
    k.conenforced AS enforced,
    NOT k.conislocal AS inherited
FROM (SELECT true AS conenforced) absent
CROSS JOIN LATERAL (SELECT o.conrelid, o.oid, o.conname, o.conbin, o.conkey, o.convalidated, o.conislocal, conenforced
    FROM pg_catalog.pg_constraint o WHERE o.contype = 'c' AND o.conrelid <> 0) k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relpersistence <> 't'
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
