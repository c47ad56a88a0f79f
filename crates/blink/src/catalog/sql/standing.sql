-- Reasons against dropping the indexes and keys of some tables: reasons that exclude the table, and code that runs on
-- the server during inserts and may read any table (a trigger, or a function in a default or a check that is neither
-- built in nor compiled).
SELECT c.oid AS oid,
    CASE WHEN c.relispartition THEN 'the table is a partition'
        WHEN EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid)
                OR EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhparent = c.oid)
            THEN 'the table has parents or children by inheritance'
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
            ORDER BY t.tgname LIMIT 1) END AS obstacle,
    coalesce(
        (SELECT 'the trigger ' || t.tgname || CASE WHEN t.tgtype & 1 = 1 THEN ' runs for each row' ELSE ' runs on INSERT' END
            FROM pg_catalog.pg_trigger t
            WHERE (t.tgrelid = c.oid
                    OR c.relkind = 'p' AND t.tgrelid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree(c.oid) p))
                AND NOT t.tgisinternal AND t.tgtype & 4 = 4 AND t.tgenabled <> 'D'
            ORDER BY t.tgname LIMIT 1),
        (SELECT 'the function ' || f.oid::pg_catalog.regprocedure || ' runs for each row' FROM (
                SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass AS class, a.oid FROM pg_catalog.pg_attrdef a WHERE a.adrelid = c.oid
                UNION ALL SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid FROM pg_catalog.pg_constraint k
                WHERE k.conrelid = c.oid AND k.contype = 'c') o
            JOIN pg_catalog.pg_depend d ON d.classid = o.class AND d.objid = o.oid
                AND d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
            JOIN pg_catalog.pg_proc f ON f.oid = d.refobjid JOIN pg_catalog.pg_language l ON l.oid = f.prolang
            WHERE l.lanname NOT IN ('internal', 'c')
            ORDER BY 1 LIMIT 1)) AS code
FROM pg_catalog.pg_class c
WHERE c.oid IN ($tables)
