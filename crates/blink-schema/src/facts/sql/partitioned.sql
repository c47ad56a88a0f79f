-- The partitioned tables and their keys. The expressions come as one list: there is no function for one of them.
SELECT p.partrelid AS table_oid,
    p.partstrat AS strategy,
    p.partattrs AS column_numbers,
    pg_catalog.pg_get_expr(p.partexprs, p.partrelid) AS expressions,
    p.partcollation AS collation_oids,
    p.partclass AS operator_class_oids
FROM pg_catalog.pg_partitioned_table p
JOIN pg_catalog.pg_class c ON c.oid = p.partrelid
WHERE c.relpersistence <> 't'
