-- The objects that some objects u use, among those that may lead to a function. class_id is the catalog that oid is of.
SELECT u.table_oid AS table_oid,
    u.index_oid AS index_oid,
    d.refclassid AS class_id,
    d.refobjid AS oid
FROM u
JOIN pg_catalog.pg_depend d ON d.classid = u.class_id AND d.objid = u.oid
WHERE d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass,
        'pg_catalog.pg_type'::pg_catalog.regclass, 'pg_catalog.pg_opclass'::pg_catalog.regclass)
