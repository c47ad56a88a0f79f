-- The indexes that a server process builds. A phase counts blocks or rows, and the counts of the one before may stay.
SELECT
  c.relname AS relation,
  p.phase AS phase,
  CASE WHEN p.tuples_total > 0 THEN p.tuples_done ELSE p.blocks_done END AS done,
  CASE WHEN p.tuples_total > 0 THEN p.tuples_total ELSE p.blocks_total END AS total
FROM pg_catalog.pg_stat_progress_create_index p
LEFT JOIN pg_catalog.pg_class c ON c.oid = p.relid
WHERE p.pid = $pid
