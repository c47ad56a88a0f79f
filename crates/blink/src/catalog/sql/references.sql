-- The foreign keys of some tables, with the numbers of their columns. SET CONSTRAINTS takes a name, and so all
-- constraints of that name in the schema.
SELECT k.conrelid AS table_oid,
    k.conname AS name,
    pg_catalog.array_to_string(k.conkey, ',') AS column_numbers,
    k.confrelid AS to_oid,
    k.condeferred AS deferred,
    k.condeferrable AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o
        WHERE o.conname = k.conname AND o.connamespace = k.connamespace
            AND (NOT o.condeferrable OR o.condeferred)) AS may_defer,
    -- Before 15, the check triggers of a partitioned table are on its partitions alone.
    CASE WHEN c.relkind = 'p'
        THEN pg_catalog.current_setting('session_replication_role') <> 'replica'
            AND coalesce(pg_catalog.to_jsonb(k)->>'conenforced', 'true') = 'true'
        ELSE EXISTS (SELECT FROM pg_catalog.pg_trigger t
            WHERE t.tgconstraint = k.oid AND t.tgrelid = k.conrelid AND t.tgtype & 4 = 4
                AND t.tgenabled IN ('A', CASE pg_catalog.current_setting('session_replication_role')
                    WHEN 'replica' THEN 'R' ELSE 'O' END)) END AS checked
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'f' AND k.conrelid IN ($tables)
    -- The parts of a key to a partitioned table check nothing; the key does.
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o WHERE o.oid = k.conparentid AND o.conrelid = k.conrelid)
ORDER BY k.conname
