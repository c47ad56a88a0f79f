-- The indexes of some tables, and the constraints that have one: the statements that drop them, rebuild them, and set
-- their other properties. It follows tree.sql.
--
-- The index of each partition is made by itself; then that of the partitioned table is made of this table alone, and the
-- others are attached to it. So all have their own names and properties. It is dropped with all that are attached to it.
--
-- pg_get_indexdef omits the tablespace. pg_get_constraintdef of a key omits the storage parameters, too, which precede
-- DEFERRABLE (pg_get_constraintdef_worker in ruleutils.c). Under the same search_path their output is parsed as the
-- same definition.
SELECT x.indrelid AS table_oid,
    x.indrelid::pg_catalog.regclass::pg_catalog.text AS table_name,
    i.oid AS oid,
    coalesce(k.contype, 'i')::pg_catalog.text AS kind,
    i.relname::pg_catalog.text AS name,
    CASE WHEN k.oid IS NULL THEN pg_catalog.format('DROP INDEX %I.%I', n.nspname, i.relname)
        ELSE pg_catalog.format('ALTER TABLE %s%I.%I DROP CONSTRAINT %I',
            CASE WHEN t.relkind = 'p' THEN '' ELSE 'ONLY ' END, n.nspname, t.relname, k.conname) END AS drop_sql,
    CASE WHEN k.oid IS NULL THEN pg_catalog.pg_get_indexdef(i.oid)
        ELSE pg_catalog.format('%s ADD CONSTRAINT %I ', s.alter_table, k.conname)
            || CASE WHEN k.contype = 'x' THEN s.definition
                ELSE pg_catalog.left(s.definition, pg_catalog.length(s.definition) - pg_catalog.length(s.deferral))
                    || coalesce(' WITH (' || (SELECT pg_catalog.string_agg(pg_catalog.format('%I=%L', o.option_name, o.option_value), ', ')
                        FROM pg_catalog.pg_options_to_table(i.reloptions) o) || ')', '')
                    || s.deferral END END AS create_sql,
    nullif(pg_catalog.concat_ws('; ',
        (SELECT pg_catalog.string_agg(pg_catalog.format('%s ALTER COLUMN %s SET STATISTICS %s', s.alter_index, a.attnum, a.attstattarget),
                '; ' ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.oid AND a.attstattarget >= 0),
        pg_catalog.format('COMMENT ON INDEX %I.%I IS ', n.nspname, i.relname)
            || pg_catalog.quote_literal(pg_catalog.obj_description(i.oid, 'pg_class')),
        pg_catalog.format('COMMENT ON CONSTRAINT %I ON %I.%I IS ', i.relname, n.nspname, t.relname)
            || pg_catalog.quote_literal(pg_catalog.obj_description(k.oid, 'pg_constraint')),
        CASE WHEN x.indisreplident AND t.relreplident = 'i'
            THEN pg_catalog.format('%s REPLICA IDENTITY USING INDEX %I', s.alter_table, i.relname) END,
        CASE WHEN x.indisclustered THEN pg_catalog.format('%s CLUSTER ON %I', s.alter_table, i.relname) END,
        (SELECT pg_catalog.string_agg(pg_catalog.format('%s DEPENDS ON EXTENSION %I', s.alter_index, e.extname), '; ' ORDER BY e.extname)
            FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
            WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.oid
                AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass AND d.deptype = 'x')), '') AS post_build_sql,
    coalesce(y.spcname::pg_catalog.text, '') AS tablespace,
    coalesce(k.condeferrable, false) AS deferrable,
    coalesce(k.condeferred, false) AS deferred,
    x.indisvalid AS valid,
    CASE WHEN t.relispartition THEN (SELECT pg_catalog.count(*) FROM pg_catalog.pg_partition_ancestors(t.oid)) ELSE 0 END AS level,
    h.inhparent AS parent_oid,
    NULL::pg_catalog.bool AS made_with_parent,
    (SELECT pg_catalog.format('ALTER INDEX %I.%I ATTACH PARTITION %I.%I', q.nspname, p.relname, n.nspname, i.relname)
        FROM pg_catalog.pg_class p JOIN pg_catalog.pg_namespace q ON q.oid = p.relnamespace
        WHERE p.oid = h.inhparent) AS attach_sql,
    -- A B-tree over columns, whose operator classes came with the server (FirstNormalObjectId in transam.h).
    coalesce(k.contype, 'i') <> 'x' AND i.relam = 403 AND x.indexprs IS NULL AND x.indpred IS NULL
        AND i.reloptions IS NULL AND i.reltablespace = 0
        AND (SELECT pg_catalog.bool_and(o < 16384) FROM pg_catalog.unnest(x.indclass::pg_catalog.oid[]) o)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_event_trigger v WHERE v.evtenabled <> 'D' AND v.evtevent <> 'login') AS plain,
    NULL::pg_catalog.oid AS to_table_oid,
    NULL::pg_catalog.text AS to_table_name,
    NULL::pg_catalog.oid AS to_index_oid,
    NULL::pg_catalog.text AS to_index_name,
    NULL::pg_catalog.text AS to_partitions
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
LEFT JOIN pg_catalog.pg_tablespace y ON y.oid = i.reltablespace
LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = i.oid
LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = t.oid AND k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')
CROSS JOIN LATERAL (
    SELECT pg_catalog.format('ALTER TABLE ONLY %I.%I', n.nspname, t.relname) AS alter_table,
        pg_catalog.format('ALTER INDEX %I.%I', n.nspname, i.relname) AS alter_index,
        pg_catalog.pg_get_constraintdef(k.oid) AS definition,
        CASE WHEN k.condeferrable THEN ' DEFERRABLE' ELSE '' END
            || CASE WHEN k.condeferred THEN ' INITIALLY DEFERRED' ELSE '' END AS deferral) s
WHERE x.indrelid = ANY ((SELECT e.tables FROM tree e)::pg_catalog.oid[])
