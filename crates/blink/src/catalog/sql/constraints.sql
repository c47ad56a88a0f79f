-- The foreign keys, checks and exclusion constraints of some tables, with the numbers of the columns.
SELECT k.oid AS oid,
    k.conrelid AS table_oid,
    k.contype AS type,
    k.conname AS name,
    pg_catalog.array_to_string(k.conkey, ',') AS column_numbers,
    k.confrelid AS to_oid,
    k.condeferred AS deferred,
    k.condeferrable AS deferrable,
    -- Before 15, the check triggers of a partitioned table are on its partitions alone.
    pg_catalog.current_setting('session_replication_role') <> 'replica'
        AND CASE WHEN k.contype = 'f' THEN coalesce(pg_catalog.to_jsonb(k)->>'conenforced', 'true') = 'true' END AS enforced,
    k.conparentid AS parent_oid,
    CASE k.contype WHEN 'c' THEN k.conbin::pg_catalog.text OPERATOR(pg_catalog.~) $calls ELSE k.contype = 'x' END AS may_run_code
FROM pg_catalog.pg_constraint k
WHERE k.conrelid IN ($tables) AND k.contype IN ('f', 'c', 'x')
ORDER BY k.conname
