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
    EXISTS (SELECT FROM pg_catalog.pg_trigger t
        WHERE t.tgconstraint = k.oid AND t.tgrelid = k.conrelid AND t.tgtype & 4 = 4
            AND t.tgenabled IN ('A', CASE pg_catalog.current_setting('session_replication_role')
                WHEN 'replica' THEN 'R' ELSE 'O' END)) AS checked
FROM pg_catalog.pg_constraint k
WHERE k.contype = 'f' AND k.conrelid IN ($tables)
ORDER BY k.conname
