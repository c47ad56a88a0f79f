-- The columns whose NOT NULL does not hold for all rows yet; such constraints exist since 18.
SELECT k.conrelid AS table_oid,
    k.conkey[1] AS column_number
FROM pg_catalog.pg_constraint k
WHERE k.contype = 'n' AND k.conrelid <> 0 AND NOT k.convalidated
