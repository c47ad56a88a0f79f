-- The OIDs of the relations of these names; see tables.sql.
SELECT named.oid
FROM (VALUES $names) AS w(n, schema, name)
JOIN pg_catalog.pg_class named ON named.relname = w.name
JOIN pg_catalog.pg_namespace s ON s.oid = named.relnamespace
WHERE CASE WHEN w.schema IS NULL THEN pg_catalog.pg_table_is_visible(named.oid)
    WHEN w.schema = 'pg_temp' THEN s.oid = pg_catalog.pg_my_temp_schema()
    ELSE s.nspname = w.schema END
