-- Reasons against dropping the indexes and keys of some tables.
SELECT c.oid AS oid,
    CASE WHEN NOT c.relispartition AND EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid)
                OR c.relkind <> 'p' AND EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid)
            THEN 'the table has parents or children by inheritance'
        -- Since 14. pg_partition_tree does not list it any more, but an index of its parent still covers it.
        WHEN c.relkind = 'p' AND EXISTS (SELECT FROM pg_catalog.pg_inherits h
                WHERE h.inhparent = c.oid AND pg_catalog.to_jsonb(h)->>'inhdetachpending' = 'true')
            THEN 'a partition of the table is being detached'
        WHEN NOT pg_catalog.pg_has_role(c.relowner, 'USAGE') THEN 'this role does not own the table'
        WHEN NOT pg_catalog.has_schema_privilege(c.relnamespace, 'CREATE') THEN 'this role may not create in the table''s schema'
        WHEN EXISTS (SELECT FROM pg_catalog.pg_depend d
                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
            THEN 'the table belongs to an extension'
        WHEN pg_catalog.current_setting('session_replication_role') = 'replica'
            THEN 'session_replication_role is replica, so foreign keys are not checked'
        -- While an event of the trigger is pending, the table cannot be altered (CheckTableNotInUse in tablecmds.c).
        ELSE (SELECT 'the table''s trigger ' || t.tgname || ' may be deferred' FROM pg_catalog.pg_trigger t
            WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgtype & 4 = 4 AND t.tgenabled <> 'D' AND t.tgdeferrable
            ORDER BY t.tgname LIMIT 1) END AS blocker,
    (SELECT pg_catalog.count(*) FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid) AS indexes,
    (SELECT pg_catalog.count(*) FROM pg_catalog.pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f') AS foreign_keys,
    c.reltoastrelid <> 0 AS has_toast_table,
    $shared_locks
FROM pg_catalog.pg_class c
WHERE c.oid IN ($tables)
