-- The columns of some tables. All layers of a domain are read, since NOT NULL may be set on any of them.
SELECT a.attrelid AS table_oid,
    a.attnum AS number,
    a.attname AS name,
    a.atttypid AS type_oid,
    pg_catalog.format_type(a.atttypid, a.atttypmod) AS type_name,
    a.attnotnull AS not_null,
    coalesce(l.not_null, false) AS domain_not_null,
    coalesce(l.checked, false) AS checked,
    a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL AS has_default,
    a.attgenerated <> '' AS generated,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT') AS may_insert,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS may_select,
    EXISTS (SELECT FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
            WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = a.attrelid
                AND d.refobjsubid = a.attnum AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass)
        OR EXISTS (SELECT FROM pg_catalog.pg_partition_ancestors(a.attrelid) p
            JOIN pg_catalog.pg_attribute b ON b.attrelid = p.relid AND b.attname = a.attname
            WHERE b.atthasdef OR b.attidentity <> '') AS may_have_sequence,
    -- A function that its default calls, if it takes values from a sequence: its source says so, or pg_depend for a body
    -- in standard SQL.
    CASE WHEN a.atthasdef OR t.typdefault IS NOT NULL THEN (
        SELECT pg_catalog.min(f.oid::pg_catalog.regprocedure::pg_catalog.text)
        FROM (SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, v.oid FROM pg_catalog.pg_attrdef v
                WHERE v.adrelid = a.attrelid AND v.adnum = a.attnum
            UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid WHERE NOT a.atthasdef) v (class, oid)
        JOIN pg_catalog.pg_depend d ON d.classid = v.class AND d.objid = v.oid
            AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
        JOIN pg_catalog.pg_proc f ON f.oid = d.refobjid
        JOIN pg_catalog.pg_language g ON g.oid = f.prolang AND g.lanname NOT IN ('internal', 'c')
        WHERE f.prosrc ~* 'nextval' OR EXISTS (
            SELECT FROM pg_catalog.pg_depend e JOIN pg_catalog.pg_sequence q ON q.seqrelid = e.refobjid
            WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = f.oid
                AND e.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass)) END AS sequence_function
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
LEFT JOIN LATERAL (
    WITH RECURSIVE layers (oid, base, not_null) AS (
        SELECT t.oid, t.typbasetype, t.typnotnull WHERE t.typtype = 'd'
        UNION ALL
        SELECT b.oid, b.typbasetype, b.typnotnull FROM layers d JOIN pg_catalog.pg_type b ON b.oid = d.base)
    SELECT pg_catalog.bool_or(d.not_null) AS not_null,
        pg_catalog.bool_or(EXISTS (SELECT FROM pg_catalog.pg_constraint k
            WHERE k.contypid = d.oid AND k.contype = 'c')) AS checked
    FROM layers d) l ON true
WHERE a.attrelid IN ($tables) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
