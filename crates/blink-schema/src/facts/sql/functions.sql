-- The functions that run while rows are stored, as far as the catalog knows them, with the constraints, defaults,
-- indexes, domains, triggers and event triggers that call them: by their own names, through an operator, or out of a
-- function whose body is parsed (BEGIN ATOMIC, since 14). What a body of another kind calls is in its text.
WITH RECURSIVE calls (class_id, oid, function_oid) AS (
    SELECT t.tableoid, t.oid, t.tgfoid FROM pg_catalog.pg_trigger t
    JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid
    WHERE NOT (t.tgisinternal AND f.pronamespace = 'pg_catalog'::pg_catalog.regnamespace)
    UNION
    SELECT v.tableoid, v.oid, v.evtfoid FROM pg_catalog.pg_event_trigger v
    UNION
    -- Before 15, what a generated value calls is noted as the column's.
    SELECT coalesce(f.tableoid, d.classid), coalesce(f.oid, d.objid), coalesce(p.oprcode::pg_catalog.oid, d.refobjid)
    FROM pg_catalog.pg_depend d
    LEFT JOIN pg_catalog.pg_attrdef f
        ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND f.adrelid = d.objid AND f.adnum = d.objsubid
    LEFT JOIN pg_catalog.pg_operator p
        ON d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND p.oid = d.refobjid
    WHERE d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass)
        AND d.classid IN ('pg_catalog.pg_constraint'::pg_catalog.regclass, 'pg_catalog.pg_attrdef'::pg_catalog.regclass,
            'pg_catalog.pg_class'::pg_catalog.regclass)
    UNION
    SELECT u.class_id, u.oid, coalesce(p.oprcode::pg_catalog.oid, d.refobjid)
    FROM calls u
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = u.function_oid
        AND d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass)
    LEFT JOIN pg_catalog.pg_operator p
        ON d.refclassid = 'pg_catalog.pg_operator'::pg_catalog.regclass AND p.oid = d.refobjid
)
SELECT f.oid AS oid,
    n.nspname AS schema,
    f.proname AS name,
    pg_catalog.pg_get_function_identity_arguments(f.oid) AS arguments,
    l.lanname AS language,
    l.lanpltrusted AS trusted,
    f.provolatile AS volatility,
    f.proisstrict AS strict,
    f.prosrc AS source,
    e.extname AS extension,
    u.callers AS callers
FROM (SELECT c.function_oid,
        pg_catalog.string_agg(pg_catalog.concat(s.relname, ' ', c.oid), ' ' ORDER BY s.relname, c.oid) AS callers
    FROM calls c
    JOIN pg_catalog.pg_class s ON s.oid = c.class_id
    GROUP BY c.function_oid) u
JOIN pg_catalog.pg_proc f ON f.oid = u.function_oid
JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = f.prolang
LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = f.oid
    AND d.deptype = 'e'
LEFT JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
