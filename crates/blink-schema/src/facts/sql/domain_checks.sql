-- The CHECK constraints of all domains, in the order in which the server runs them (load_domaintype_info in typcache.c).
SELECT k.contypid AS type_oid,
    k.oid AS oid,
    k.conname AS name,
    pg_catalog.pg_get_expr(k.conbin, 0) AS expression,
    k.convalidated AS validated
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_type t ON t.oid = k.contypid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE k.contype = 'c' AND n.nspname <> 'information_schema' AND n.nspname <> 'pg_catalog'
ORDER BY k.contypid, k.conname COLLATE "C"
