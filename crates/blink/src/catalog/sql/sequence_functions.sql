-- The functions that the defaults of some tables' columns call, if they take values from a sequence: their source says
-- so, or pg_depend for a body in standard SQL. Of several for a column, the first.
SELECT a.attrelid AS table_oid,
    a.attnum AS number,
    pg_catalog.min(f.oid::pg_catalog.regprocedure::pg_catalog.text) AS function
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
CROSS JOIN LATERAL (
    SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, v.oid FROM pg_catalog.pg_attrdef v
    WHERE v.adrelid = a.attrelid AND v.adnum = a.attnum
    UNION ALL
    SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid WHERE NOT a.atthasdef) v (class, oid)
JOIN pg_catalog.pg_depend d ON d.classid = v.class AND d.objid = v.oid
    AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
JOIN pg_catalog.pg_proc f ON f.oid = d.refobjid
JOIN pg_catalog.pg_language g ON g.oid = f.prolang AND g.lanname NOT IN ('internal', 'c')
WHERE a.attrelid IN ($tables) AND a.attnum > 0 AND NOT a.attisdropped AND (a.atthasdef OR t.typdefault IS NOT NULL)
    AND (f.prosrc ~* 'nextval' OR EXISTS (
        SELECT FROM pg_catalog.pg_depend e JOIN pg_catalog.pg_sequence q ON q.seqrelid = e.refobjid
        WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = f.oid
            AND e.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass))
GROUP BY a.attrelid, a.attnum
