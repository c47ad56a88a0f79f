-- The fields of some composite types, in order.
SELECT t.oid AS type_oid,
    a.attname AS name,
    a.atttypid AS field_type
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_attribute a ON a.attrelid = t.typrelid
WHERE t.oid IN ($types) AND t.typtype = 'c' AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY a.attnum
