-- The table if truncating it changes nothing that anybody can see: it has no file that an older snapshot may see rows in, no
-- trigger fires, nobody is told through a publication, and nothing refers to it. With a cursor open FREEZE is refused.
SELECT c.oid
FROM pg_catalog.pg_class c
WHERE c.oid IN ($tables) AND c.relkind = 'r'
    AND pg_catalog.pg_relation_size(c.oid) = 0
    AND pg_catalog.has_table_privilege(c.oid, 'TRUNCATE')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgtype & 32 = 32)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
        WHERE k.confrelid = c.oid AND k.contype = 'f' AND k.conrelid <> c.oid)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_publication_tables p JOIN pg_catalog.pg_namespace n ON n.nspname = p.schemaname
        WHERE n.oid = c.relnamespace AND p.tablename = c.relname)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_cursors)
