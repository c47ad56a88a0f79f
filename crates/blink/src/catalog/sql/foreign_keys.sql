-- The foreign keys of some tables, the keys that refer to these tables, and the referenced tables, with the same
-- columns as indexes.sql.
--
-- Adding the key of a partitioned table makes those of its partitions, but for those that exist already, which it adopts
-- (tryAttachPartitionForeignKey in tablecmds.c); it checks the rows of each partition once. To the partitions of a referenced table the server makes keys of its own, whose
-- names only it can choose: they are not listed, but what they refer to is.
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
    k.convalidated AS valid,
    CASE WHEN t.relispartition THEN (SELECT pg_catalog.count(*) FROM pg_catalog.pg_partition_ancestors(t.oid)) ELSE 0 END AS level,
    nullif(k.conparentid, 0) AS parent_oid,
    k.conparentid <> 0 AND NOT k.connoinherit AS made_with_parent,
    NULL::pg_catalog.text AS attach_sql,
    -- Of several unique indexes over the same columns the server chooses one (transformFkeyCheckAttrs in tablecmds.c), and so
    -- it does with the names of the keys to each partition.
    (SELECT pg_catalog.bool_and(o < 16384) FROM pg_catalog.unnest(k.conpfeqop) o) AND r.relkind <> 'p'
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_index u
            WHERE u.indrelid = k.confrelid AND u.indexrelid <> k.conindid AND u.indisunique
                AND u.indnkeyatts = pg_catalog.cardinality(k.confkey)
                AND u.indkey::pg_catalog.int2[] OPERATOR(pg_catalog.@>) k.confkey)
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_event_trigger v WHERE v.evtenabled <> 'D' AND v.evtevent <> 'login') AS plain,
    k.confrelid AS to_table_oid,
    k.confrelid::pg_catalog.regclass::pg_catalog.text AS to_table_name,
    k.conindid AS to_index_oid,
    coalesce(x.relname::pg_catalog.text, '') AS to_index_name,
    (SELECT pg_catalog.string_agg(o.confrelid::pg_catalog.regclass::pg_catalog.text, ', '
            ORDER BY o.confrelid::pg_catalog.regclass::pg_catalog.text COLLATE "C")
        FROM pg_catalog.pg_constraint o WHERE o.conparentid = k.oid AND o.conrelid = k.conrelid) AS to_partitions
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
LEFT JOIN pg_catalog.pg_class x ON x.oid = k.conindid
CROSS JOIN LATERAL (SELECT pg_catalog.format('ALTER TABLE %s%I.%I',
    CASE WHEN t.relkind = 'p' THEN '' ELSE 'ONLY ' END, n.nspname, t.relname) AS alter_table) s
WHERE k.contype = 'f'
    AND (k.conrelid = ANY ((SELECT e.tables FROM tree e)::pg_catalog.oid[])
        OR k.confrelid = ANY ((SELECT e.tables FROM tree e)::pg_catalog.oid[]))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o WHERE o.oid = k.conparentid AND o.conrelid = k.conrelid)
