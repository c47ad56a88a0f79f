-- The table, if truncating it has no effect that anybody can observe. The user did not request it, so the catalog must
-- prove each point. The table has no file in which an older snapshot could see rows, and it is a heap, so its rows are
-- nowhere else. Nothing refers to it. No trigger fires: not an internal one of an extension, and no event trigger. No
-- publication and no logical decoding reports it: a slot for logical decoding needs no publication, may be a standby's,
-- which is not listed here, or may be created at this moment. No cursor is open, since FREEZE is refused with one.
SELECT c.oid AS oid
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_am m ON m.oid = c.relam
WHERE c.oid IN ($tables) AND c.relkind = 'r' AND m.amname = 'heap'
    AND pg_catalog.pg_relation_size(c.oid) = 0
    AND pg_catalog.has_table_privilege(c.oid, 'TRUNCATE')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND t.tgtype & 32 = 32)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_event_trigger v WHERE v.evtenabled <> 'D' AND v.evtevent <> 'login')
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
        WHERE k.confrelid = c.oid AND k.contype = 'f' AND k.conrelid <> c.oid)
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_publication_tables p JOIN pg_catalog.pg_namespace n ON n.nspname = p.schemaname
        WHERE n.oid = c.relnamespace AND p.tablename = c.relname)
    -- A server that starts logical decoding with the first slot has another setting for it as well.
    AND 'logical' NOT IN (pg_catalog.current_setting('wal_level'),
        coalesce(pg_catalog.current_setting('effective_wal_level', true), ''))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_cursors)
