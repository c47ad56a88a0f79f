-- The parts of some tables that may call a function during inserts: columns, defaults, checks, the partition key, indexes,
-- triggers; with what they call as an expression. COPY uses those of partitions, too.
WITH members (root, oid) AS (
    SELECT c.oid, c.oid FROM pg_catalog.pg_class c WHERE c.oid IN ($tables)
    UNION
    SELECT c.oid, p.relid::pg_catalog.oid FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.pg_partition_tree(c.oid) p
    WHERE c.oid IN ($tables) AND c.relkind = 'p'
)
-- The types of the columns, and the partition key.
SELECT m.root AS table_oid,
    0::pg_catalog.oid AS index_oid,
    0::pg_catalog.oid AS trigger_oid,
    'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AS class_id,
    m.oid AS oid,
    (SELECT p.partexprs::pg_catalog.text FROM pg_catalog.pg_partitioned_table p WHERE p.partrelid = m.oid) AS expression
FROM members m
UNION ALL
-- The defaults of a partition are not used for rows that come through its parent.
SELECT m.root, 0, 0, 'pg_catalog.pg_attrdef'::pg_catalog.regclass, f.oid, f.adbin::pg_catalog.text FROM members m
JOIN pg_catalog.pg_attrdef f ON f.adrelid = m.oid
JOIN pg_catalog.pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
WHERE m.oid = m.root OR a.attgenerated <> ''
UNION ALL
SELECT m.root, 0, 0, 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, k.conbin::pg_catalog.text FROM members m
JOIN pg_catalog.pg_constraint k ON k.conrelid = m.oid AND k.contype = 'c'
UNION ALL
SELECT m.root, i.indexrelid, 0, 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid,
    pg_catalog.concat(i.indexprs, i.indpred)
FROM members m
JOIN pg_catalog.pg_index i ON i.indrelid = m.oid
UNION ALL
-- pg_depend has not the operators of an exclusion constraint.
SELECT m.root, k.conindid, 0, 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid,
    (SELECT pg_catalog.concat(':funcid ', p.oprcode::pg_catalog.oid) FROM pg_catalog.pg_operator p WHERE p.oid = o.oid)
FROM members m
JOIN pg_catalog.pg_constraint k ON k.conrelid = m.oid AND k.contype = 'x'
CROSS JOIN LATERAL pg_catalog.unnest(k.conexclop) o (oid)
UNION ALL
-- The triggers that fire on INSERT. Those of keys are internal and built in; so are, before 15, the copies of a parent's
-- triggers that call a built-in function.
SELECT m.root, 0, t.oid, 'pg_catalog.pg_trigger'::pg_catalog.regclass, t.oid,
    pg_catalog.concat(t.tgqual, ':funcid ', t.tgfoid)
FROM members m
JOIN pg_catalog.pg_trigger t ON t.tgrelid = m.oid
JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid
WHERE t.tgtype & 4 = 4
    AND t.tgenabled IN ('A', CASE pg_catalog.current_setting('session_replication_role') WHEN 'replica' THEN 'R' ELSE 'O' END)
    AND (m.oid = m.root OR t.tgtype & 1 = 1)
    AND NOT (t.tgisinternal AND f.pronamespace = 'pg_catalog'::pg_catalog.regnamespace)
