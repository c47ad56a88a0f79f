-- The unique indexes of some tables, one row per column, their constraints that are deferrable, and the role's privileges
-- on the columns and for creating temporary tables. Four kinds of rows; the shorter ones are padded with NULL.
SELECT 'index' AS what,
    i.indrelid AS table_oid,
    c.relname AS name,
    (i.indisvalid AND i.indisready)::pg_catalog.text AS first,
    i.indimmediate::pg_catalog.text AS second,
    (i.indpred IS NULL)::pg_catalog.text AS third,
    a.attname AS column_name,
    k.n AS n
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
CROSS JOIN LATERAL pg_catalog.generate_series(0, i.indnkeyatts - 1) AS k(n)
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[k.n]
WHERE i.indrelid IN ($tables) AND i.indisunique
UNION ALL
SELECT 'column',
    a.attrelid,
    a.attname,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')::pg_catalog.text,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'UPDATE')::pg_catalog.text,
    (a.attidentity = 'a')::pg_catalog.text,
    NULL,
    0
FROM pg_catalog.pg_attribute a
WHERE a.attrelid IN ($tables) AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
-- Those of partitions, too: rows go there.
SELECT 'deferrable',
    t.root,
    c.relname,
    NULL, NULL, NULL, NULL,
    0
FROM (SELECT r.oid, r.oid FROM pg_catalog.pg_class r WHERE r.oid IN ($tables)
    UNION SELECT r.oid, p.relid FROM pg_catalog.pg_class r CROSS JOIN LATERAL pg_catalog.pg_partition_tree(r.oid) p
    WHERE r.oid IN ($tables) AND r.relkind = 'p') t (root, oid)
JOIN pg_catalog.pg_index i ON i.indrelid = t.oid
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE (i.indisunique OR i.indisexclusion) AND i.indisready AND NOT i.indimmediate
UNION ALL
SELECT 'session',
    0,
    '',
    pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY')::pg_catalog.text,
    NULL, NULL, NULL, 0
ORDER BY 1, 2, 3, 8
