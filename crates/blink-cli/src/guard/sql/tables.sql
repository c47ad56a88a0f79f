-- The tables of the run. $names: a row for each, of its number and its quoted name.
WITH RECURSIVE named (n, oid) AS (
  SELECT v.n, pg_catalog.to_regclass(v.name)::pg_catalog.oid FROM (VALUES $names) v (n, name)
), tree (n, oid) AS (
  -- Partitions and inheriting tables: reading the parent reads them, too.
  SELECT named.n, named.oid FROM named
  UNION
  SELECT tree.n, i.inhrelid FROM tree JOIN pg_catalog.pg_inherits i ON i.inhparent = tree.oid
)
SELECT
  named.n AS n,
  s.nspname AS schema,
  c.relname AS name,
  c.relkind AS kind,
  pg_catalog.has_table_privilege(c.oid, 'SELECT') AND NOT pg_catalog.row_security_active(c.oid) AS is_readable,
  t.is_foreign AS is_foreign,
  t.files AS files,
  t.estimated AS estimated
FROM named
JOIN pg_catalog.pg_class c ON c.oid = named.oid
JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
CROSS JOIN LATERAL (
  SELECT
    pg_catalog.bool_or(l.relkind = 'f') AS is_foreign,
    -- Not their sizes: pg_relation_size() waits for whoever has locked the table (dbsize.c).
    pg_catalog.string_agg(l.oid::pg_catalog.text, ', ') AS files,
    -- reltuples is -1 if never counted (0 before PostgreSQL 14), n_live_tup 0 after a crash.
    pg_catalog.sum(greatest(l.reltuples, pg_catalog.pg_stat_get_live_tuples(l.oid), 0))::pg_catalog.int8 AS estimated
  FROM tree JOIN pg_catalog.pg_class l ON l.oid = tree.oid
  WHERE tree.n = named.n AND l.relkind <> 'p'
) t
ORDER BY named.n
