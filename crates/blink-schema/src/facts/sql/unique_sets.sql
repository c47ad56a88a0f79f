-- The primary keys, unique constraints and unique indexes of all tables. An index that is not ready yet refuses nothing.
-- A column of the catalog that this version has not is that of the subquery around it.
SELECT x.indrelid AS table_oid,
    x.indexrelid AS index_oid,
    i.relname AS name,
    coalesce(k.contype, 'i') AS kind,
    x.indnkeyatts AS parts,
    x.indkey AS column_numbers,
    CASE WHEN x.indexprs IS NOT NULL THEN (
        SELECT pg_catalog.json_agg(pg_catalog.pg_get_indexdef(x.indexrelid, g.number, false) ORDER BY g.number)
        FROM pg_catalog.generate_series(1, x.indnkeyatts) g (number)
        WHERE x.indkey[g.number - 1] = 0) END AS expressions,
    x.indcollation AS collation_oids,
    x.indclass AS operator_class_oids,
    pg_catalog.pg_get_expr(x.indpred, x.indrelid) AS predicate,
    x.indnullsnotdistinct AS nulls_not_distinct,
    coalesce(k.conperiod, false) AS without_overlaps,
    NOT x.indimmediate AS deferrable,
    coalesce(k.condeferred, false) AS deferred,
    x.indisvalid AS valid
FROM (SELECT false AS indnullsnotdistinct, false AS conperiod) absent
CROSS JOIN LATERAL (SELECT o.indrelid, o.indexrelid, o.indnkeyatts, o.indkey, o.indexprs, o.indcollation, o.indclass,
        o.indpred, indnullsnotdistinct, o.indimmediate, o.indisvalid, o.indisunique
    FROM pg_catalog.pg_index o WHERE o.indisready AND o.indislive) x
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN LATERAL (SELECT o.contype, o.condeferred, conperiod FROM pg_catalog.pg_constraint o
    WHERE o.conrelid = x.indrelid AND o.conindid = x.indexrelid AND o.contype IN ('p', 'u')) k ON true
WHERE (x.indisunique OR k.contype IS NOT NULL) AND c.relkind IN ('r', 'p') AND c.relpersistence <> 't'
    AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
