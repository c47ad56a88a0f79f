-- The sequences, and the value at which each is to begin in a transaction that is rolled back; whether this role may say so.
SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name,
    CASE WHEN s.last IS NULL OR s.last OPERATOR(pg_catalog.+) q.seqincrement NOT BETWEEN q.seqmin AND q.seqmax
        THEN q.seqstart ELSE (s.last OPERATOR(pg_catalog.+) q.seqincrement)::pg_catalog.int8 END AS start,
    pg_catalog.pg_has_role(c.relowner, 'USAGE') AS is_owned
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_sequence q ON q.seqrelid = c.oid
CROSS JOIN LATERAL (
    SELECT CASE WHEN pg_catalog.has_sequence_privilege(c.oid, 'USAGE, SELECT')
        THEN pg_catalog.pg_sequence_last_value(c.oid)::pg_catalog.numeric END) s (last)
WHERE c.relkind = 'S' AND c.relpersistence <> 't'
ORDER BY 1
