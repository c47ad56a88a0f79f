-- The triggers of some tables, with those that check constraints.
SELECT t.tgrelid AS table_oid,
    t.tgconstraint AS constraint_oid,
    t.tgtype & 4 <> 0 AS on_insert,
    t.tgtype & 66 <> 0 AS is_before_or_instead,
    t.tgisinternal AND t.tgfoid < 16384 AS is_internal,
    t.tgenabled IN ('A', CASE pg_catalog.current_setting('session_replication_role') WHEN 'replica' THEN 'R' ELSE 'O' END)
        AS fires
FROM pg_catalog.pg_trigger t
WHERE t.tgrelid IN ($tables)
