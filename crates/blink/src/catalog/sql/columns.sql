-- The columns of some tables.
SELECT a.attrelid AS table_oid,
    a.attnum AS number,
    a.attname AS name,
    a.atttypid AS type_oid,
    pg_catalog.format_type(a.atttypid, a.atttypmod) AS type_name,
    a.attnotnull AS not_null,
    a.atthasdef OR a.attidentity <> '' AS has_default,
    a.attgenerated <> '' AS generated,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'INSERT') AS may_insert,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT') AS may_select
FROM pg_catalog.pg_attribute a
WHERE a.attrelid IN ($tables) AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attrelid, a.attnum
