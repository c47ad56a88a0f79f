-- The collations of columns, types, indexes and partition keys. That of the database is called "default"; the names of
-- the provider and the locale are in pg_database, since 15 and under several names.
SELECT l.oid AS oid,
    n.nspname AS schema,
    l.collname AS name,
    CASE l.collprovider WHEN 'd' THEN b.provider ELSE l.collprovider END AS provider,
    CASE l.collprovider WHEN 'd' THEN b.locale ELSE coalesce(v.locale, l.collcollate::pg_catalog.text) END AS locale,
    l.collisdeterministic AS deterministic
FROM pg_catalog.pg_collation l
JOIN pg_catalog.pg_namespace n ON n.oid = l.collnamespace
CROSS JOIN (SELECT NULL::pg_catalog.text AS colliculocale, NULL::pg_catalog.text AS colllocale) absent
CROSS JOIN LATERAL (SELECT coalesce(colliculocale, colllocale) AS locale
    FROM pg_catalog.pg_collation o WHERE o.oid = l.oid) v
CROSS JOIN (
    SELECT d.provider, coalesce(nullif(d.locale, ''), d.datcollate) AS locale
    FROM (SELECT 'c'::pg_catalog."char" AS datlocprovider,
        NULL::pg_catalog.text AS daticulocale, NULL::pg_catalog.text AS datlocale) missing
    CROSS JOIN LATERAL (SELECT datlocprovider AS provider, coalesce(daticulocale, datlocale) AS locale,
            o.datcollate::pg_catalog.text
        FROM pg_catalog.pg_database o WHERE o.datname = pg_catalog.current_database()) d
) b
WHERE l.oid IN (SELECT a.attcollation FROM pg_catalog.pg_attribute a
    UNION SELECT t.typcollation FROM pg_catalog.pg_type t
    UNION SELECT o.oid FROM pg_catalog.pg_partitioned_table p CROSS JOIN LATERAL pg_catalog.unnest(p.partcollation) o (oid))
