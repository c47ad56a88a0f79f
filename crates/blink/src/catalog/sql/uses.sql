-- The objects that some objects u use, among those that may lead to code. class_id is the catalog that oid is of.
--
-- A function in internal or C (12 and 13 in pg_language.dat) is harmless, but not as that of a trigger, which may read
-- tables through SPI, as those of contrib/spi do.
SELECT u.table_oid AS table_oid,
    u.index_oid AS index_oid,
    u.trigger_oid AS trigger_oid,
    d.refclassid AS class_id,
    d.refobjid AS oid
FROM u
JOIN pg_catalog.pg_depend d ON d.classid = u.class_id AND d.objid = u.oid
WHERE d.refclassid IN ('pg_catalog.pg_operator'::pg_catalog.regclass,
        'pg_catalog.pg_type'::pg_catalog.regclass, 'pg_catalog.pg_opclass'::pg_catalog.regclass)
    OR d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND (u.class_id = 'pg_catalog.pg_trigger'::pg_catalog.regclass
        OR (SELECT f.prolang NOT IN (12, 13) FROM pg_catalog.pg_proc f WHERE f.oid = d.refobjid))
UNION ALL
-- pg_depend has no built-in function. Expressions have their OIDs.
SELECT u.table_oid, u.index_oid, u.trigger_oid, 'pg_catalog.pg_proc'::pg_catalog.regclass, f.oid FROM u
CROSS JOIN LATERAL pg_catalog.regexp_matches(u.expression, ':funcid ([0-9]+)', 'g') c (call)
JOIN pg_catalog.pg_proc f ON f.oid = c.call[1]::pg_catalog.oid
WHERE f.pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND ($reads)
