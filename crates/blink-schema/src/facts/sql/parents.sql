-- The parents of partitions and of tables that inherit from others. A partition may be one that is being detached since
-- 14.
SELECT h.inhrelid AS table_oid,
    h.inhparent AS parent_oid,
    c.relispartition AS is_partition,
    pg_catalog.pg_get_expr(c.relpartbound, c.oid) AS bound,
    h.inhdetachpending AS detaching
FROM (SELECT false AS inhdetachpending) absent
CROSS JOIN LATERAL (SELECT o.inhrelid, o.inhparent, o.inhseqno, inhdetachpending FROM pg_catalog.pg_inherits o) h
JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
ORDER BY h.inhrelid, h.inhseqno
