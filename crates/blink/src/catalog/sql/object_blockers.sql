-- Reasons why the indexes, constraints and foreign keys of some tables cannot be dropped or cannot be restored. It follows
-- tree.sql. What is of a partition depends on what its parent has (P and S), and is dropped and restored with it.
SELECT false AS is_foreign_key,
    i.oid AS oid,
    CASE WHEN NOT (x.indisvalid AND x.indisready AND x.indislive) THEN 'it is not valid'
        WHEN k.conname <> i.relname THEN 'its constraint has another name'
        -- Since 17, but ATTACH PARTITION takes none (CompareIndexInfo in index.c).
        WHEN k.contype = 'x' AND (t.relkind = 'p' OR t.relispartition AND EXISTS (SELECT
                FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.oid))
            THEN 'it is an exclusion constraint of a partitioned table'
        WHEN NOT pg_catalog.has_tablespace_privilege(p.oid, 'CREATE')
            THEN 'this role may not create in the tablespace ' || pg_catalog.quote_ident(p.spcname)
        WHEN EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgconstraint = k.oid AND g.tgenabled <> 'O')
            THEN 'its triggers are not enabled as usual'
        -- UPDATE and DELETE are refused without it, and a trigger may run either.
        WHEN (x.indisreplident OR x.indisprimary AND t.relreplident = 'd') AND EXISTS (
                SELECT FROM pg_catalog.pg_publication_tables u WHERE u.schemaname = n.nspname AND u.tablename = t.relname)
            THEN 'the table is published, and it identifies the rows'
        ELSE coalesce(
            (SELECT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) || ' depends on it'
                FROM pg_catalog.pg_depend d
                WHERE (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = i.oid
                        OR d.refclassid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.refobjid = k.oid)
                    AND d.deptype NOT IN ('i', 'P', 'S')
                    AND NOT (d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass
                        AND EXISTS (SELECT FROM pg_catalog.pg_constraint f WHERE f.oid = d.objid AND f.contype = 'f'))
                ORDER BY 1 LIMIT 1),
            (SELECT 'it belongs to an extension' FROM pg_catalog.pg_depend d
                WHERE (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.oid
                        OR d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.objid = k.oid)
                    AND d.deptype = 'e' LIMIT 1)) END AS blocker,
    t.relowner <> (SELECT r.oid FROM pg_catalog.pg_roles r WHERE r.rolname = current_user) AS other_owner
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
LEFT JOIN pg_catalog.pg_tablespace p ON p.oid = i.reltablespace
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')
WHERE x.indrelid = ANY ((SELECT e.tables FROM tree e)::pg_catalog.oid[])
UNION ALL
-- Adding a foreign key needs the REFERENCES privilege on the other table (checkFkeyPermissions in tablecmds.c).
SELECT true AS is_foreign_key,
    k.oid AS oid,
    -- Adding it gives the partition's key the name of the topmost table's, unless that is taken.
    CASE WHEN k.conparentid <> 0 AND EXISTS (SELECT
                FROM pg_catalog.pg_partition_ancestors(k.conrelid) a
                JOIN pg_catalog.pg_constraint o ON o.conrelid = a.relid AND o.contype = 'f' AND a.relid <> k.conrelid
                JOIN pg_catalog.pg_constraint q ON q.conrelid = k.conrelid AND q.conname = o.conname AND q.oid <> k.oid
                LEFT JOIN pg_catalog.pg_constraint u ON u.oid = q.conparentid
                WHERE u.conname IS DISTINCT FROM q.conname)
            THEN 'another constraint of ' || t.oid::pg_catalog.regclass || ' has the name that adding it would give'
        -- One that is the same would be taken for it.
        WHEN k.conparentid <> 0 AND EXISTS (SELECT FROM pg_catalog.pg_constraint q
                WHERE q.conrelid = k.conrelid AND q.contype = 'f' AND q.confrelid = k.confrelid AND q.oid <> k.oid
                    AND q.conparentid = 0 AND NOT q.convalidated)
            THEN 'a partition has a like key that is not valid'
        WHEN r.relkind = 'p' AND EXISTS (SELECT
                FROM pg_catalog.pg_constraint q JOIN pg_catalog.pg_trigger g ON g.tgconstraint = q.oid
                WHERE q.conrelid = k.conrelid AND q.contype = 'f' AND q.conparentid <> 0 AND g.tgenabled <> 'O'
                    AND q.confrelid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree(k.confrelid) p))
            THEN 'its triggers are not enabled as usual'
        -- Since 18; such a key is never valid.
        WHEN pg_catalog.to_jsonb(k)->>'conenforced' = 'false' THEN 'it is NOT ENFORCED, so it checks no rows'
        WHEN NOT k.convalidated THEN 'it is NOT VALID, so adding it again would check no rows'
        WHEN EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgconstraint = k.oid AND g.tgenabled <> 'O')
            THEN 'its triggers are not enabled as usual'
        WHEN NOT pg_catalog.has_schema_privilege(r.relnamespace, 'USAGE')
                OR NOT (pg_catalog.has_table_privilege(r.oid, 'REFERENCES')
                    OR (SELECT pg_catalog.bool_and(pg_catalog.has_column_privilege(r.oid, a, 'REFERENCES'))
                        FROM pg_catalog.unnest(k.confkey) a))
            THEN 'this role may not reference ' || r.oid::pg_catalog.regclass
        ELSE (SELECT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) || ' depends on it'
            FROM pg_catalog.pg_depend d
            WHERE d.refclassid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND d.refobjid = k.oid AND d.deptype NOT IN ('i', 'P', 'S')
            ORDER BY 1 LIMIT 1) END AS blocker,
    false AS other_owner
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
WHERE k.contype = 'f'
    AND (k.conrelid = ANY ((SELECT e.tables FROM tree e)::pg_catalog.oid[])
        OR k.confrelid = ANY ((SELECT e.tables FROM tree e)::pg_catalog.oid[]))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o WHERE o.oid = k.conparentid AND o.conrelid = k.conrelid)
