-- The objects that some objects use, among those that may lead to a function. pg_depend has all of them, except the
-- columns of a composite type, the checks of a domain, the functions and operators of an operator class's family, and the
-- operators of an exclusion constraint. $objects is parts.sql, or VALUES of the same columns. class_id is the catalog that
-- oid is of.
WITH u (table_oid, index_oid, class_id, oid) AS (
$objects
)
SELECT u.table_oid AS table_oid,
    u.index_oid AS index_oid,
    d.refclassid AS class_id,
    d.refobjid AS oid
FROM u
JOIN pg_catalog.pg_depend d ON d.classid = u.class_id AND d.objid = u.oid
WHERE d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass,
        'pg_catalog.pg_type'::pg_catalog.regclass, 'pg_catalog.pg_opclass'::pg_catalog.regclass)
UNION
SELECT u.table_oid, u.index_oid, 'pg_catalog.pg_class'::pg_catalog.regclass, t.typrelid FROM u
JOIN pg_catalog.pg_type t ON t.oid = u.oid
WHERE u.class_id = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.typrelid <> 0
UNION
SELECT u.table_oid, u.index_oid, 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid FROM u
JOIN pg_catalog.pg_constraint k ON k.contypid = u.oid
WHERE u.class_id = 'pg_catalog.pg_type'::pg_catalog.regclass AND k.contype = 'c'
UNION
SELECT u.table_oid, u.index_oid, 'pg_catalog.pg_proc'::pg_catalog.regclass, f.amproc FROM u
JOIN pg_catalog.pg_opclass o ON o.oid = u.oid
JOIN pg_catalog.pg_amproc f ON f.amprocfamily = o.opcfamily
WHERE u.class_id = 'pg_catalog.pg_opclass'::pg_catalog.regclass
UNION
SELECT u.table_oid, u.index_oid, 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oprcode FROM u
JOIN pg_catalog.pg_opclass o ON o.oid = u.oid
JOIN pg_catalog.pg_amop a ON a.amopfamily = o.opcfamily
JOIN pg_catalog.pg_operator p ON p.oid = a.amopopr
WHERE u.class_id = 'pg_catalog.pg_opclass'::pg_catalog.regclass
UNION
SELECT u.table_oid, u.index_oid, 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oprcode FROM u
JOIN pg_catalog.pg_index i ON i.indexrelid = u.oid AND i.indisexclusion
JOIN pg_catalog.pg_constraint k ON k.conrelid = i.indrelid AND k.conindid = i.indexrelid
JOIN pg_catalog.pg_operator p ON p.oid = ANY (k.conexclop)
WHERE u.class_id = 'pg_catalog.pg_class'::pg_catalog.regclass AND k.contype = 'x'
