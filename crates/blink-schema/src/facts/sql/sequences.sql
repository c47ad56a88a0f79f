-- The sequences of all columns: those that a column owns (serial, identity, OWNED BY), and those that its default names,
-- which come first.
SELECT u.table_oid AS table_oid,
    u.column_number AS column_number,
    u.owned AS owned,
    n.nspname AS schema,
    c.relname AS name,
    q.seqstart AS start,
    q.seqincrement AS increment,
    q.seqmin AS min,
    q.seqmax AS max,
    q.seqcycle AS cycle,
    q.seqcache AS cache,
    pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_sequence_privilege(c.oid, 'SELECT') AS may_read
FROM (
    SELECT o.table_oid, o.column_number, o.oid, pg_catalog.bool_or(o.owned), pg_catalog.bool_or(NOT o.owned)
    FROM (
        SELECT d.refobjid, d.refobjsubid, d.objid, true
        FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
            AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0
        UNION ALL
        SELECT f.adrelid, f.adnum, d.refobjid, false
        FROM pg_catalog.pg_attrdef f
        JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = f.oid
            AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    ) o (table_oid, column_number, oid, owned)
    GROUP BY o.table_oid, o.column_number, o.oid
) u (table_oid, column_number, oid, owned, named)
JOIN pg_catalog.pg_sequence q ON q.seqrelid = u.oid
JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relpersistence <> 't'
ORDER BY u.table_oid, u.column_number, u.named DESC, q.seqrelid
