-- The settings that building indexes depends on.
SELECT pg_catalog.current_setting('search_path') AS search_path,
    pg_catalog.current_setting('default_tablespace') AS tablespace,
    pg_catalog.current_setting('maintenance_work_mem') AS memory,
    pg_catalog.current_setting('max_parallel_maintenance_workers') AS workers,
    pg_catalog.current_setting('statement_timeout') AS statement_timeout,
    pg_catalog.pg_size_bytes(pg_catalog.current_setting('maintenance_work_mem')) AS memory_bytes,
    pg_catalog.pg_size_bytes(pg_catalog.current_setting('shared_buffers')) AS shared_buffers,
    pg_catalog.current_setting('max_parallel_workers') AS all_workers,
    pg_catalog.current_setting('lock_timeout') AS lock_timeout,
    (extract(epoch FROM pg_catalog.current_setting('lock_timeout')::pg_catalog.interval)
        OPERATOR(pg_catalog.*) 1000)::pg_catalog.int8 AS lock_timeout_ms
