-- The foreign keys of some tables, with the numbers of their columns.
SELECT k.conrelid AS table_oid,
    k.conname AS name,
    pg_catalog.array_to_string(k.conkey, ',') AS column_numbers,
    k.confrelid AS to_oid,
    k.condeferred AS deferred
FROM pg_catalog.pg_constraint k
WHERE k.contype = 'f' AND k.conrelid IN ($tables)
ORDER BY k.conname
