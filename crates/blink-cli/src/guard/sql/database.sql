-- The database of the session: what it is, and how large.
SELECT
  pg_catalog.current_database() AS name,
  current_user AS role,
  session_user AS login,
  pg_catalog.current_setting('server_version') AS version,
  pg_catalog.pg_is_in_recovery() AS is_standby,
  -- The server's own side of the connection: behind a tunnel it is not the address that the client sees.
  pg_catalog.host(pg_catalog.inet_server_addr()) AS address,
  CASE WHEN pg_catalog.has_database_privilege(d.oid, 'CONNECT') THEN pg_catalog.pg_database_size(d.oid) END AS bytes,
  (SELECT pg_catalog.count(*)
   FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
   WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
     AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%') AS tables
FROM pg_catalog.pg_database d
WHERE d.datname = pg_catalog.current_database()
