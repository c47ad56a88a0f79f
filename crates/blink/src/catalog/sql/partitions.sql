-- The partition trees of some tables, each from its topmost table down.
SELECT p.relid::pg_catalog.oid AS oid,
    p.parentrelid::pg_catalog.oid AS parent_oid,
    n.nspname AS schema,
    c.relname AS name,
    p.isleaf AS is_leaf,
    c.relkind = 'f' AS is_foreign,
    c.relhasindex AS has_index,
    CASE WHEN c.relkind = 'r' AND l.relation IS NULL THEN pg_catalog.pg_relation_size(c.oid) = 0 END AS has_no_file,
    l.relation IS NOT NULL AS is_locked,
    -- The tables that its own foreign keys refer to, without those that it has from its parent.
    pg_catalog.array_to_string(ARRAY(SELECT k.confrelid FROM pg_catalog.pg_constraint k
        WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conparentid = 0), ',') AS own_references
FROM (SELECT DISTINCT pg_catalog.pg_partition_root(t.oid) AS oid FROM pg_catalog.pg_class t WHERE t.oid IN ($tables)) r
CROSS JOIN LATERAL pg_catalog.pg_partition_tree(r.oid) p
JOIN pg_catalog.pg_class c ON c.oid = p.relid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN (SELECT DISTINCT k.relation FROM pg_catalog.pg_locks k
    WHERE k.mode = 'AccessExclusiveLock' AND k.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
        AND k.database = (SELECT d.oid
            FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())) l ON l.relation = c.oid
ORDER BY p.level
