-- The tables, foreign keys and sequences that a TRUNCATE of some tables affects, as ExecuteTruncate in tablecmds.c
-- finds them. $cascade is true for TRUNCATE … CASCADE, else false. Four kinds of rows; the shorter ones are padded with
-- NULL.
WITH RECURSIVE reached (oid, why) AS (
    SELECT c.oid, 'named' FROM pg_catalog.pg_class c WHERE c.oid IN ($tables)
    UNION
    SELECT n.oid, n.why FROM reached e CROSS JOIN LATERAL (
        SELECT i.inhrelid AS oid, 'inherits' AS why FROM pg_catalog.pg_inherits i WHERE i.inhparent = e.oid
        UNION ALL
        SELECT k.conrelid, 'refers' FROM pg_catalog.pg_constraint k
        WHERE k.confrelid = e.oid AND k.contype = 'f' AND $cascade) n
), emptied AS (
    SELECT c.oid, c.relname, s.nspname,
        CASE WHEN pg_catalog.bool_or(r.why = 'named') THEN 'named'
            WHEN pg_catalog.bool_or(r.why = 'refers') THEN 'refers'
            ELSE 'inherits' END AS why
    FROM reached r
    JOIN pg_catalog.pg_class c ON c.oid = r.oid
    JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
    GROUP BY c.oid, c.relname, s.nspname
)
SELECT 'table' AS what,
    e.nspname AS schema,
    e.relname AS name,
    e.oid AS oid,
    e.why AS detail,
    pg_catalog.has_table_privilege(e.oid, 'TRUNCATE')::pg_catalog.text AS second,
    NULL AS third
FROM emptied e
UNION ALL
SELECT DISTINCT 'outside',
    s.nspname,
    c.relname,
    e.oid,
    k.conname::pg_catalog.text,
    e.nspname::pg_catalog.text,
    e.relname::pg_catalog.text
FROM emptied e
JOIN pg_catalog.pg_constraint k ON k.confrelid = e.oid AND k.contype = 'f'
JOIN pg_catalog.pg_class c ON c.oid = coalesce(pg_catalog.pg_partition_root(k.conrelid), k.conrelid)
JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
WHERE k.conrelid NOT IN (SELECT e.oid FROM emptied e)
UNION ALL
SELECT 'sequence',
    s.nspname,
    c.relname,
    NULL, NULL, NULL, NULL
FROM emptied e
JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = e.oid
    AND d.refobjsubid > 0 AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'
JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
WHERE NOT pg_catalog.pg_has_role(c.relowner, 'USAGE')
UNION ALL
SELECT 'session',
    pg_catalog.current_setting('server_version_num'),
    EXISTS (SELECT FROM pg_catalog.pg_cursors)::pg_catalog.text,
    NULL, NULL, NULL, NULL
ORDER BY 1, 2, 3, 4, 5
