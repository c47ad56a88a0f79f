-- The parts of some tables that may call a function during inserts: columns, defaults, checks, the partition key, indexes.
-- COPY uses those of partitions, too.
WITH members (root, oid) AS (
    SELECT c.oid, c.oid FROM pg_catalog.pg_class c WHERE c.oid IN ($tables)
    UNION
    SELECT c.oid, p.relid::pg_catalog.oid FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.pg_partition_tree(c.oid) p
    WHERE c.oid IN ($tables) AND c.relkind = 'p'
)
-- The types of the columns, and the partition key.
SELECT m.root AS table_oid,
    0::pg_catalog.oid AS index_oid,
    'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid AS class_id,
    m.oid AS oid
FROM members m
UNION ALL
-- The defaults of a partition are not used for rows that come through its parent.
SELECT m.root, 0, 'pg_catalog.pg_attrdef'::pg_catalog.regclass, f.oid FROM members m
JOIN pg_catalog.pg_attrdef f ON f.adrelid = m.oid
JOIN pg_catalog.pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
WHERE m.oid = m.root OR a.attgenerated <> ''
UNION ALL
SELECT m.root, 0, 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid FROM members m
JOIN pg_catalog.pg_constraint k ON k.conrelid = m.oid AND k.contype = 'c'
UNION ALL
SELECT m.root, i.indexrelid, 'pg_catalog.pg_class'::pg_catalog.regclass, i.indexrelid FROM members m
JOIN pg_catalog.pg_index i ON i.indrelid = m.oid
UNION ALL
-- pg_depend has not the operators of an exclusion constraint.
SELECT m.root, k.conindid, 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid FROM members m
JOIN pg_catalog.pg_constraint k ON k.conrelid = m.oid AND k.contype = 'x'
CROSS JOIN LATERAL pg_catalog.unnest(k.conexclop) o (oid)
