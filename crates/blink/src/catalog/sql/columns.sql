-- The columns of some tables.
SELECT a.attrelid AS table_oid,
    a.attnum AS number,
    a.attname AS name,
    a.atttypid AS type_oid,
    pg_catalog.format_type(a.atttypid, a.atttypmod) AS type_name,
    a.attnotnull AS not_null,
    a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL AS has_default,
    a.attgenerated <> '' AS generated,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT') AS may_insert,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS may_select,
    EXISTS (SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
            WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = a.attrelid
                AND d.refobjsubid = a.attnum AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)
        OR CASE WHEN c.relispartition THEN EXISTS (SELECT FROM pg_catalog.pg_partition_ancestors(a.attrelid) p
            JOIN pg_catalog.pg_attribute b ON b.attrelid = p.relid AND b.attname = a.attname
            WHERE b.atthasdef OR b.attidentity <> '') ELSE false END AS may_have_sequence
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
WHERE a.attrelid IN ($tables) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
