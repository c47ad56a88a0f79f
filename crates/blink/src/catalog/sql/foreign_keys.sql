-- The foreign keys of some tables and those that refer to them, with the same columns as the indexes, and what they refer to.
SELECT k.conrelid, k.conrelid::regclass::text, k.oid, 'f', k.conname::text,
    pg_catalog.format('%s DROP CONSTRAINT %I', s.alter_table, k.conname),
    pg_catalog.format('%s ADD CONSTRAINT %I %s', s.alter_table, k.conname, pg_catalog.pg_get_constraintdef(k.oid)),
    pg_catalog.format('COMMENT ON CONSTRAINT %I ON %I.%I IS ', k.conname, n.nspname, t.relname)
        || pg_catalog.quote_literal(pg_catalog.obj_description(k.oid, 'pg_constraint')),
    '',
    k.condeferrable, k.condeferred,
    k.confrelid, k.confrelid::regclass::text, k.conindid, coalesce(x.relname::text, '')
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_catalog.pg_class x ON x.oid = k.conindid
CROSS JOIN LATERAL (SELECT pg_catalog.format('ALTER TABLE ONLY %I.%I', n.nspname, t.relname) AS alter_table) s
WHERE k.contype = 'f' AND (k.conrelid IN ($tables) OR k.confrelid IN ($tables))
