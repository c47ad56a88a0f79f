-- The uses that pg_depend does not have: the columns of a composite type, the checks of a domain, the functions and
-- operators of an operator class's family, and built-in functions.
SELECT u.table_oid AS table_oid,
    u.index_oid AS index_oid,
    u.trigger_oid AS trigger_oid,
    'pg_catalog.pg_class'::pg_catalog.regclass AS class_id,
    t.typrelid AS oid
FROM u
JOIN pg_catalog.pg_type t ON t.oid = u.oid
WHERE u.class_id = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.typrelid <> 0
UNION
SELECT u.table_oid, u.index_oid, u.trigger_oid, 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid FROM u
JOIN pg_catalog.pg_constraint k ON k.contypid = u.oid
WHERE u.class_id = 'pg_catalog.pg_type'::pg_catalog.regclass AND k.contype = 'c'
UNION
SELECT u.table_oid, u.index_oid, u.trigger_oid, 'pg_catalog.pg_proc'::pg_catalog.regclass, f.oid FROM u
JOIN pg_catalog.pg_opclass o ON o.oid = u.oid
CROSS JOIN LATERAL (
    SELECT a.amproc FROM pg_catalog.pg_amproc a WHERE a.amprocfamily = o.opcfamily
    UNION ALL
    SELECT p.oprcode FROM pg_catalog.pg_amop a JOIN pg_catalog.pg_operator p ON p.oid = a.amopopr
    WHERE a.amopfamily = o.opcfamily) c (oid)
JOIN pg_catalog.pg_proc f ON f.oid = c.oid
WHERE u.class_id = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND (f.prolang NOT IN (12, 13) OR ($reads))
UNION
SELECT e.table_oid, e.index_oid, e.trigger_oid, 'pg_catalog.pg_proc'::pg_catalog.regclass, f.oid
FROM (
    SELECT u.table_oid, u.index_oid, u.trigger_oid, k.conbin::pg_catalog.text FROM u
    JOIN pg_catalog.pg_constraint k ON k.oid = u.oid AND u.class_id = 'pg_catalog.pg_constraint'::pg_catalog.regclass
    UNION ALL
    SELECT u.table_oid, u.index_oid, u.trigger_oid, pg_catalog.concat(':funcid ', o.oprcode::pg_catalog.oid) FROM u
    JOIN pg_catalog.pg_operator o ON o.oid = u.oid AND u.class_id = 'pg_catalog.pg_operator'::pg_catalog.regclass
    UNION ALL
    -- Defaults of parameters; since 14, the body that the server has parsed.
    SELECT u.table_oid, u.index_oid, u.trigger_oid,
        pg_catalog.concat(p.proargdefaults, pg_catalog.to_jsonb(p)->>'prosqlbody')
    FROM u
    JOIN pg_catalog.pg_proc p ON p.oid = u.oid AND u.class_id = 'pg_catalog.pg_proc'::pg_catalog.regclass
) e (table_oid, index_oid, trigger_oid, expression)
CROSS JOIN LATERAL pg_catalog.regexp_matches(e.expression, ':funcid ([0-9]+)', 'g') c (call)
JOIN pg_catalog.pg_proc f ON f.oid = c.call[1]::pg_catalog.oid
WHERE f.pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND ($reads)
