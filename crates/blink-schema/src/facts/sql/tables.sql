-- The tables of all schemas that are not the system's, with the size of those that have a file.
SELECT c.oid AS oid,
    n.nspname AS schema,
    c.relname AS name,
    c.relkind AS kind,
    c.relpersistence = 'u' AS is_unlogged,
    m.amname AS access_method,
    c.reltuples AS estimated_rows,
    greatest(c.relpages, 0) AS estimated_pages,
    CASE WHEN c.relkind = 'r' THEN pg_catalog.pg_relation_size(c.oid) END AS size,
    pg_catalog.current_setting('block_size') AS block_size,
    pg_catalog.pg_stat_get_live_tuples(c.oid) AS counted_rows,
    pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
        AND NOT (c.relrowsecurity AND pg_catalog.row_security_active(c.oid)) AS may_count,
    c.relrowsecurity AND pg_catalog.row_security_active(c.oid) AS has_row_security,
    d.description AS comment,
    e.extname AS extension
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
LEFT JOIN pg_catalog.pg_description d ON d.objoid = c.oid AND d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.objsubid = 0
LEFT JOIN pg_catalog.pg_depend x ON x.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND x.objid = c.oid
    AND x.objsubid = 0 AND x.deptype = 'e'
LEFT JOIN pg_catalog.pg_extension e ON e.oid = x.refobjid
WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
