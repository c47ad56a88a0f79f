-- The sessions of other clients in this database. Everybody sees that a session exists, whose it is and its
-- application_name; the rest only its own role and pg_read_all_stats (pg_stat_get_activity in pgstatfuncs.c). So a
-- session without a type is a client's if it has a user: an autovacuum worker has none.
SELECT
  a.application_name AS program,
  a.usename AS role,
  a.backend_type IS NULL AS is_hidden
FROM pg_catalog.pg_stat_activity a
JOIN pg_catalog.pg_database d ON d.oid = a.datid
WHERE d.datname = pg_catalog.current_database() AND a.pid <> pg_catalog.pg_backend_pid()
  AND (a.backend_type = 'client backend' OR a.backend_type IS NULL AND a.usesysid IS NOT NULL)
ORDER BY a.pid
