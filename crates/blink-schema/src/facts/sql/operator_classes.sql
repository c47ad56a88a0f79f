-- The operator classes.
SELECT o.oid AS oid,
    n.nspname AS schema,
    o.opcname AS name,
    o.opcdefault AS is_default
FROM pg_catalog.pg_opclass o
JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
