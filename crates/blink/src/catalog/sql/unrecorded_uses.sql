-- The uses that pg_depend does not have: the columns of a composite type, the checks of a domain, and the functions and
-- operators of an operator class's family.
SELECT u.table_oid AS table_oid,
    u.index_oid AS index_oid,
    'pg_catalog.pg_class'::pg_catalog.regclass AS class_id,
    t.typrelid AS oid
FROM u
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
