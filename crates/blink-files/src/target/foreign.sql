-- The servers of the foreign table $name, or of the foreign tables among its partitions. COPY sends rows in batches since
-- 16, and of the wrappers postgres_fdw alone says by an option how many; a table's option goes before the server's.
SELECT s.srvname, w.fdwname,
    -- CMD_INSERT
    pg_catalog.bool_and(pg_catalog.pg_relation_is_updatable(f.ftrelid, false) OPERATOR(pg_catalog.&) 8 = 8) AS takes_rows,
    w.fdwname = 'postgres_fdw'
        AND pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 160000 AS can_batch,
    pg_catalog.min(CASE w.fdwname WHEN 'postgres_fdw' THEN coalesce(
        (SELECT o.option_value FROM pg_catalog.pg_options_to_table(f.ftoptions) o WHERE o.option_name = 'batch_size'),
        (SELECT o.option_value FROM pg_catalog.pg_options_to_table(s.srvoptions) o WHERE o.option_name = 'batch_size'),
        '1')::pg_catalog.int8 ELSE 1 END) AS batch_size
FROM pg_catalog.pg_foreign_table f
JOIN pg_catalog.pg_foreign_server s ON s.oid = f.ftserver
JOIN pg_catalog.pg_foreign_data_wrapper w ON w.oid = s.srvfdw
WHERE f.ftrelid = pg_catalog.to_regclass($name)
    OR f.ftrelid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass($name)) p)
GROUP BY s.srvname, w.fdwname
ORDER BY s.srvname
