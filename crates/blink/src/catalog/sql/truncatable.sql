-- The table if truncating it changes nothing that anybody can notice. Nobody asked for it, so that the catalog has to prove it:
-- it has no file in which an older snapshot may see rows, and it is a heap, so that the rows are nowhere else; nothing refers to
-- it; no trigger fires, not even one that an extension has made and calls internal, and no event trigger; nobody is told, by a
-- publication or by logical decoding. A slot for that needs no publication, may be a standby's, which is not listed here, or
-- may be made just now. With a cursor open FREEZE is refused.
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
    -- A server that begins with logical decoding when the first slot is made has a setting of another name besides.
    AND 'logical' NOT IN (pg_catalog.current_setting('wal_level'),
        coalesce(pg_catalog.current_setting('effective_wal_level', true), ''))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_cursors)
