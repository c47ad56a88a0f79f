-- The labels of some enums, in order, with the same columns as composite_fields.sql.
SELECT e.enumtypid AS type_oid,
    e.enumlabel AS name,
    0 AS field_type
FROM pg_catalog.pg_enum e
WHERE e.enumtypid IN ($types)
ORDER BY e.enumsortorder
