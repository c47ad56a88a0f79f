-- The relations that other sessions hold or await a lock on with which they might change them.
SELECT k.relation AS oid,
    pg_catalog.bool_or(k.mode = 'AccessExclusiveLock') AS exclusive
FROM pg_catalog.pg_locks k
WHERE k.mode IN ('ShareUpdateExclusiveLock', 'ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
    AND k.locktype = 'relation' AND k.pid IS DISTINCT FROM pg_catalog.pg_backend_pid()
    AND k.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
GROUP BY k.relation
