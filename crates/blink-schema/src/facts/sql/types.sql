-- The types of all columns, and those that these consist of. pg_range has the multirange since 14: where the column is
-- absent, the name is that of the subquery around it.
WITH RECURSIVE ranges AS MATERIALIZED (
    SELECT r.rngtypid, r.rngsubtype, r.rngmultitypid
    FROM (SELECT 0::pg_catalog.oid AS rngmultitypid) absent
    CROSS JOIN LATERAL (SELECT s.rngtypid, s.rngsubtype, rngmultitypid FROM pg_catalog.pg_range s) r
), used (oid) AS (
    SELECT DISTINCT a.atttypid
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't'
        AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
    UNION
    SELECT p.oid
    FROM used u
    JOIN pg_catalog.pg_type t ON t.oid = u.oid
    CROSS JOIN LATERAL (
        SELECT t.typbasetype WHERE t.typtype = 'd'
        UNION ALL SELECT e.oid FROM pg_catalog.pg_type e WHERE e.oid = t.typelem AND e.typarray = t.oid
        UNION ALL SELECT r.rngsubtype FROM ranges r WHERE r.rngtypid = t.oid
        UNION ALL SELECT r.rngtypid FROM ranges r WHERE r.rngmultitypid = t.oid
        UNION ALL SELECT a.atttypid FROM pg_catalog.pg_attribute a
            WHERE t.typtype = 'c' AND a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) p (oid)
)
SELECT t.oid AS oid,
    n.nspname AS schema,
    t.typname AS name,
    t.typtype AS kind,
    t.typcategory AS category,
    coalesce(e.oid, 0) AS element_oid,
    coalesce(r.rngsubtype, 0) AS subtype_oid,
    coalesce(m.rngtypid, 0) AS range_oid,
    t.typbasetype AS base_oid,
    t.typtypmod AS base_modifier,
    CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END AS base_name,
    t.typndims AS dimensions,
    t.typnotnull AS not_null,
    t.typcollation AS collation_oid,
    pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS default,
    x.extname AS extension,
    d.description AS comment
FROM used u
JOIN pg_catalog.pg_type t ON t.oid = u.oid
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND e.typarray = t.oid
LEFT JOIN ranges r ON r.rngtypid = t.oid
LEFT JOIN ranges m ON m.rngmultitypid = t.oid AND t.typtype = 'm'
LEFT JOIN pg_catalog.pg_depend y ON y.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND y.objid = t.oid
    AND y.deptype = 'e'
LEFT JOIN pg_catalog.pg_extension x ON x.oid = y.refobjid
LEFT JOIN pg_catalog.pg_description d ON d.objoid = t.oid AND d.classoid = 'pg_catalog.pg_type'::pg_catalog.regclass
    AND t.oid >= 16384
