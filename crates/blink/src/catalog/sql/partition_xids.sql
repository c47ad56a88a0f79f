-- The same of a table's partitions, as far as it concerns a row that comes through the table.
UNION ALL SELECT v.xid FROM pg_catalog.pg_partition_tree($table) m
CROSS JOIN LATERAL (SELECT h.xmin FROM pg_catalog.pg_inherits h WHERE h.inhparent = m.relid
    UNION ALL SELECT g.xmin FROM pg_catalog.pg_trigger g WHERE g.tgrelid = m.relid
    UNION ALL SELECT p.xmin FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_proc p ON p.oid = g.tgfoid
        WHERE g.tgrelid = m.relid) AS v(xid)
