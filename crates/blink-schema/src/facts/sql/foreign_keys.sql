-- The foreign keys of all tables. To the partitions of a referenced table the server makes keys of its own, which are
-- part of that to the partitioned table.
SELECT k.conrelid AS table_oid,
    k.conname AS name,
    pg_catalog.array_to_string(k.conkey, ' ') AS column_numbers,
    k.confrelid AS parent_oid,
    pg_catalog.array_to_string(k.confkey, ' ') AS parent_column_numbers,
    k.confmatchtype = 'f' AS match_full,
    k.confdeltype AS on_delete,
    k.confupdtype AS on_update,
    k.condeferrable AS deferrable,
    k.condeferred AS deferred,
    k.convalidated AS validated,
    k.conenforced AS enforced,
    k.conperiod AS period,
    k.conparentid <> 0 AS inherited
FROM (SELECT true AS conenforced, false AS conperiod) absent
CROSS JOIN LATERAL (SELECT o.conrelid, o.conname, o.conkey, o.confrelid, o.confkey, o.confmatchtype, o.confdeltype,
        o.confupdtype, o.condeferrable, o.condeferred, o.convalidated, o.conparentid, conenforced, conperiod
    FROM pg_catalog.pg_constraint o WHERE o.contype = 'f') k
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_constraint p ON p.oid = k.conparentid
WHERE (p.oid IS NULL OR p.confrelid = k.confrelid) AND c.relpersistence <> 't'
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
