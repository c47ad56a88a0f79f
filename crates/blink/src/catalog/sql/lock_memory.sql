-- The server's memory for locks, and the locks that filling some tables takes for certain. TRUNCATE locks the TOAST tables, too. $truncate is true if the run truncates them.
SELECT $shared_locks,
    (SELECT pg_catalog.sum(1 + (SELECT pg_catalog.count(*) FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid)
            + CASE WHEN $truncate AND c.reltoastrelid <> 0 THEN 2 ELSE 0 END)
        FROM pg_catalog.pg_class c WHERE c.oid IN ($tables)) AS needed_locks
