-- The tables that this transaction has analyzed: it holds their locks until it ends.
SELECT DISTINCT s.nspname AS schema,
    c.relname AS name
FROM pg_catalog.pg_locks l
JOIN pg_catalog.pg_class c ON c.oid = l.relation
JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
WHERE l.pid = pg_catalog.pg_backend_pid() AND l.mode = 'ShareUpdateExclusiveLock' AND l.relation IN ($tables)
ORDER BY 1, 2
