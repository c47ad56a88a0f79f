-- Some types, and their component types.
SELECT t.oid AS oid,
    t.typname AS name,
    s.nspname AS schema,
    t.typtype AS kind,
    CASE WHEN t.typlen = -1 AND t.typcategory = 'A' THEN t.typelem ELSE 0 END AS element,
    t.typbasetype AS base,
    coalesce((SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid), 0) AS subtype
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace s ON s.oid = t.typnamespace
WHERE t.oid IN ($types)
