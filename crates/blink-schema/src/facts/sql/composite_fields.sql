-- The fields of all composite types, and of the rows of tables that are used as a type.
SELECT t.oid AS type_oid,
    a.attname AS name,
    a.atttypid AS field_type_oid,
    a.atttypmod AS type_modifier,
    pg_catalog.format_type(a.atttypid, a.atttypmod) AS type_name
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE t.typtype = 'c' AND (c.relkind = 'c'
    OR t.oid IN (SELECT u.atttypid FROM pg_catalog.pg_attribute u)
    OR t.typarray IN (SELECT u.atttypid FROM pg_catalog.pg_attribute u)
    OR t.oid IN (SELECT u.typbasetype FROM pg_catalog.pg_type u)
    OR t.typarray IN (SELECT u.typbasetype FROM pg_catalog.pg_type u)
    OR t.oid IN (SELECT u.rngsubtype FROM pg_catalog.pg_range u))
ORDER BY t.oid, a.attnum
