-- Some tables and all their partitions, for the queries that follow.
WITH tree (tables) AS (
    SELECT ARRAY(SELECT c.oid FROM pg_catalog.pg_class c WHERE c.oid IN ($tables)
        UNION ALL
        SELECT p.relid::pg_catalog.oid
        FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.pg_partition_tree(c.oid) p
        WHERE c.oid IN ($tables) AND c.relkind = 'p' AND p.level > 0)
)
