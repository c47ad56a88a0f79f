-- The objects that the object u (class, oid) uses, among those that may lead to a function. $uses in other files stands
-- for it. pg_depend has all of them, except the columns of a composite type, the checks of a domain, and the functions of
-- an operator class's family.
SELECT d.refclassid, d.refobjid FROM pg_catalog.pg_depend d
WHERE d.classid = u.class AND d.objid = u.oid
    AND d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass,
        'pg_catalog.pg_type'::pg_catalog.regclass, 'pg_catalog.pg_opclass'::pg_catalog.regclass)
UNION ALL
SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, t.typrelid FROM pg_catalog.pg_type t
WHERE u.class = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.oid = u.oid AND t.typrelid <> 0
UNION ALL
SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid FROM pg_catalog.pg_constraint k
WHERE u.class = 'pg_catalog.pg_type'::pg_catalog.regclass AND k.contypid = u.oid AND k.contype = 'c'
UNION ALL
SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, f.amproc FROM pg_catalog.pg_opclass o
JOIN pg_catalog.pg_amproc f ON f.amprocfamily = o.opcfamily
WHERE u.class = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND o.oid = u.oid
