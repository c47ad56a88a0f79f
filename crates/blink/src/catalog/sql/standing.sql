-- Reasons against dropping the indexes and keys of some tables: reasons that exclude the table, and code that runs on
-- the server during inserts and may read any table (a trigger, or a function that is neither built in nor compiled).
--
-- COPY runs the triggers, checks and generated columns of partitions, too. A function may be called by an expression
-- itself, or by an operator, a domain, or an operator class that it uses; a type may have a domain at any depth.
WITH RECURSIVE members (root, oid) AS (
    SELECT c.oid, c.oid FROM pg_catalog.pg_class c WHERE c.oid IN ($tables)
    UNION
    SELECT c.oid, p.relid::pg_catalog.oid FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.pg_partition_tree(c.oid) p
    WHERE c.oid IN ($tables) AND c.relkind = 'p'
), used (root, of_index, class, oid) AS (
    -- The types of its columns, and the key by which it is partitioned.
    SELECT m.root, false, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, m.oid FROM members m
    UNION
    -- The defaults of a partition are not used for rows that come through its parent.
    SELECT m.root, false, 'pg_catalog.pg_attrdef'::pg_catalog.regclass::pg_catalog.oid, f.oid FROM members m
    JOIN pg_catalog.pg_attrdef f ON f.adrelid = m.oid
    JOIN pg_catalog.pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum
    WHERE m.oid = m.root OR a.attgenerated <> ''
    UNION
    SELECT m.root, false, 'pg_catalog.pg_constraint'::pg_catalog.regclass::pg_catalog.oid, k.oid FROM members m
    JOIN pg_catalog.pg_constraint k ON k.conrelid = m.oid AND k.contype = 'c'
    UNION
    SELECT m.root, true, 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid, i.indexrelid FROM members m
    JOIN pg_catalog.pg_index i ON i.indrelid = m.oid
    UNION
    SELECT u.root, u.of_index, n.class, n.oid FROM used u CROSS JOIN LATERAL ($uses) n (class, oid)
    WHERE u.class <> 'pg_catalog.pg_proc'::pg_catalog.regclass
), code (root, of_index, oid) AS (
    SELECT u.root, u.of_index, u.oid FROM used u
    JOIN pg_catalog.pg_proc f ON f.oid = u.oid JOIN pg_catalog.pg_language l ON l.oid = f.prolang
    WHERE u.class = 'pg_catalog.pg_proc'::pg_catalog.regclass AND l.lanname NOT IN ('internal', 'c')
)
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
        -- Before 15, a partition's triggers that come from its parent are marked as internal; those of foreign keys are
        -- in C.
        (SELECT 'the trigger ' || t.tgname || CASE WHEN t.tgtype & 1 = 1 THEN ' runs for each row' ELSE ' runs on INSERT' END
            FROM members m JOIN pg_catalog.pg_trigger t ON t.tgrelid = m.oid
            JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid JOIN pg_catalog.pg_language l ON l.oid = f.prolang
            WHERE m.root = c.oid AND t.tgtype & 4 = 4 AND t.tgenabled <> 'D'
                AND (NOT t.tgisinternal OR l.lanname NOT IN ('internal', 'c'))
                AND (m.oid = c.oid OR t.tgtype & 1 = 1)
            ORDER BY t.tgname LIMIT 1),
        (SELECT 'the function ' || d.oid::pg_catalog.regprocedure || ' runs for each row' FROM code d
            WHERE d.root = c.oid AND NOT d.of_index ORDER BY 1 LIMIT 1)) AS code,
    EXISTS (SELECT FROM code d WHERE d.root = c.oid AND d.of_index) AS index_code
FROM pg_catalog.pg_class c
WHERE c.oid IN ($tables)
