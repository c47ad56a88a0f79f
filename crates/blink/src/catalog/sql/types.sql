-- Some types, and their component types. A multirange's subtype is that of its range; its column exists since 14.
SELECT t.oid AS oid,
    t.typname AS name,
    s.nspname AS schema,
    t.typtype AS kind,
    CASE WHEN t.typlen = -1 AND t.typcategory = 'A' THEN t.typelem ELSE 0 END AS element,
    t.typbasetype AS base,
    coalesce((SELECT r.rngsubtype FROM pg_catalog.pg_range r WHERE r.rngtypid = t.oid
        OR t.typtype = 'm' AND pg_catalog.to_jsonb(r)->>'rngmultitypid' = t.oid::pg_catalog.text), 0) AS subtype,
    t.typdelim AS delimiter,
    t.typreceive = 0 AS no_binary_input,
    t.typnotnull AS not_null,
    EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') AS checked,
    t.typdefault IS NOT NULL AS has_default
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace s ON s.oid = t.typnamespace
WHERE t.oid IN ($types)
