-- The foreign keys of some tables, the keys that refer to these tables, and the referenced tables, with the same
-- columns as indexes.sql.
SELECT k.conrelid AS table_oid,
    k.conrelid::pg_catalog.regclass::pg_catalog.text AS table_name,
    k.oid AS oid,
    'f' AS kind,
    k.conname::pg_catalog.text AS name,
    pg_catalog.format('%s DROP CONSTRAINT %I', s.alter_table, k.conname) AS drop_sql,
    pg_catalog.format('%s ADD CONSTRAINT %I %s', s.alter_table, k.conname, pg_catalog.pg_get_constraintdef(k.oid)) AS create_sql,
    pg_catalog.format('COMMENT ON CONSTRAINT %I ON %I.%I IS ', k.conname, n.nspname, t.relname)
        || pg_catalog.quote_literal(pg_catalog.obj_description(k.oid, 'pg_constraint')) AS post_build_sql,
    '' AS tablespace,
    k.condeferrable AS deferrable,
    k.condeferred AS deferred,
    k.confrelid AS to_table_oid,
    k.confrelid::pg_catalog.regclass::pg_catalog.text AS to_table_name,
    k.conindid AS to_index_oid,
    coalesce(x.relname::pg_catalog.text, '') AS to_index_name
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_catalog.pg_class x ON x.oid = k.conindid
CROSS JOIN LATERAL (SELECT pg_catalog.format('ALTER TABLE ONLY %I.%I', n.nspname, t.relname) AS alter_table) s
WHERE k.contype = 'f' AND (k.conrelid IN ($tables) OR k.confrelid IN ($tables))
