-- The locks that the server has room for, which all sessions share, and those that are held. A fast-path lock takes no room.
pg_catalog.current_setting('max_locks_per_transaction')::pg_catalog.int8
        * (pg_catalog.current_setting('max_connections')::pg_catalog.int8
            + pg_catalog.current_setting('max_prepared_transactions')::pg_catalog.int8) AS all_locks,
    (SELECT pg_catalog.count(*) FROM pg_catalog.pg_locks l WHERE NOT l.fastpath) AS held_locks
