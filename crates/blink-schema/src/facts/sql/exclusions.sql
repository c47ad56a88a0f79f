-- The exclusion constraints of all tables.
SELECT k.conrelid AS table_oid,
    k.conindid AS index_oid,
    k.conname AS name,
    x.indnkeyatts AS parts,
    x.indkey AS column_numbers,
    CASE WHEN x.indexprs IS NOT NULL THEN (
        SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(x.indexrelid, g.number, false) ORDER BY g.number)
        FROM pg_catalog.generate_series(1, x.indnkeyatts) g (number)
        WHERE x.indkey[g.number - 1] = 0) END AS expressions,
    x.indcollation AS collation_oids,
    x.indclass AS operator_class_oids,
    (SELECT pg_catalog.json_agg(p.oprname ORDER BY o.number)
        FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY o (oid, number)
        JOIN pg_catalog.pg_operator p ON p.oid = o.oid) AS operators,
    pg_catalog.pg_get_expr(x.indpred, x.indrelid) AS predicate,
    k.condeferrable AS deferrable,
    k.condeferred AS deferred
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid
JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype = 'x' AND c.relpersistence <> 't'
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
