-- The server's memory for locks, which all sessions share, and the locks that filling some tables takes for certain. TRUNCATE
-- locks the TOAST tables, too. $truncate is true if the run truncates them.
SELECT pg_catalog.current_setting('max_locks_per_transaction')::pg_catalog.int8
        * (pg_catalog.current_setting('max_connections')::pg_catalog.int8
            + pg_catalog.current_setting('max_prepared_transactions')::pg_catalog.int8) AS all_locks,
    (SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks l WHERE NOT l.fastpath) AS held_locks,
    (SELECT pg_catalog.sum(1 + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid)
            + CASE WHEN $truncate AND c.reltoastrelid <> 0 THEN 2 ELSE 0 END)
        FROM pg_catalog.pg_class c WHERE c.oid IN ($tables)) AS needed_locks
