-- The code of the user's that the server runs for the rows of some tables, and that may take values from any sequence: one
-- row for each column whose default calls a function, and others with the number 0 for checks and triggers. A column's row
-- has the name of the function if that takes values from a sequence itself: its source says so, or pg_depend for a body in
-- standard SQL; of several, the first. What a function calls is not known, nor what a domain is based on.
WITH parts (table_oid, number, class_id, oid) AS (
    SELECT v.adrelid, v.adnum, 'pg_catalog.pg_attrdef'::pg_catalog.regclass, v.oid FROM pg_catalog.pg_attrdef v
    WHERE v.adrelid IN ($tables)
    UNION ALL
    SELECT a.attrelid, a.attnum, 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid IN ($tables) AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.atthasdef AND t.typdefault IS NOT NULL
    UNION ALL
    SELECT k.conrelid, 0, 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid FROM pg_catalog.pg_constraint k
    WHERE k.conrelid IN ($tables) AND k.contype = 'c'
    UNION ALL
    SELECT a.attrelid, 0, 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_constraint k ON k.contypid = a.atttypid
    WHERE a.attrelid IN ($tables) AND a.attnum > 0 AND NOT a.attisdropped AND k.contype = 'c'
)
SELECT p.table_oid AS table_oid,
    p.number AS number,
    pg_catalog.min(f.oid::pg_catalog.regprocedure::pg_catalog.text) FILTER (WHERE p.number <> 0 AND (
        f.prosrc ~* 'nextval' OR EXISTS (
            SELECT FROM pg_catalog.pg_depend e JOIN pg_catalog.pg_sequence q ON q.seqrelid = e.refobjid
            WHERE e.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND e.objid = f.oid
                AND e.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass))) AS function,
    false AS only_on_update
FROM parts p
JOIN pg_catalog.pg_depend d ON d.classid = p.class_id AND d.objid = p.oid
    AND d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass)
LEFT JOIN pg_catalog.pg_operator o ON d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND o.oid = d.refobjid
JOIN pg_catalog.pg_proc f ON f.oid = coalesce(o.oprcode, d.refobjid)
JOIN pg_catalog.pg_language g ON g.oid = f.prolang AND g.lanname NOT IN ('internal', 'c')
GROUP BY p.table_oid, p.number
UNION ALL
-- Those of foreign keys are in C. Before 15, a partition's that come from its parent are marked as internal.
SELECT t.tgrelid, 0, NULL, pg_catalog.bool_and(t.tgtype & 4 = 0) FROM pg_catalog.pg_trigger t
JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid
JOIN pg_catalog.pg_language g ON g.oid = f.prolang
WHERE t.tgrelid IN ($tables) AND t.tgtype & 20 <> 0 AND t.tgenabled <> 'D'
    AND (NOT t.tgisinternal OR g.lanname NOT IN ('internal', 'c'))
GROUP BY t.tgrelid
