-- The columns of the unique indexes and foreign keys of some tables, and what tells which rows break them: a row a column,
-- in their order. It follows tree.sql. Left out is what one query cannot tell: other equalities than those of the columns' types, a
-- user's functions, which an index calls in another way, and periods.
SELECT false AS is_foreign_key,
    i.oid AS oid,
    coalesce(a.attname::pg_catalog.text, pg_catalog.pg_get_indexdef(i.oid, g.n, true)) AS name,
    pg_catalog.pg_get_indexdef(i.oid, g.n, false) || coalesce((SELECT pg_catalog.format(' COLLATE %I.%I', m.nspname, l.collname)
        FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace m ON m.oid = l.collnamespace
        WHERE l.oid = x.indcollation[g.n - 1]), '') AS value,
    NULL::pg_catalog.text AS is_referenced,
    pg_catalog.format('%s%I.%I', CASE WHEN t.relkind = 'p' THEN '' ELSE 'ONLY ' END, n.nspname, t.relname) AS rows_of,
    pg_catalog.pg_get_expr(x.indpred, x.indrelid) AS predicate,
    -- Since 15.
    coalesce(pg_catalog.to_jsonb(x)->>'indnullsnotdistinct' = 'true', false) AS checks_nulls,
    NULL::pg_catalog.text AS referenced_rows_of,
    NULL::pg_catalog.text AS referenced_schema,
    NULL::pg_catalog.text AS referenced_table,
    g.n AS n
FROM pg_catalog.pg_index x
JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
JOIN pg_catalog.pg_class t ON t.oid = x.indrelid
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
CROSS JOIN LATERAL pg_catalog.generate_series(1, x.indnkeyatts::pg_catalog.int4) AS g(n)
LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = x.indkey[g.n - 1]
WHERE x.indrelid = ANY ((SELECT e.tables FROM tree e)::pg_catalog.oid[])
    AND x.indisunique AND NOT x.indisexclusion AND i.relam = 403
    AND (SELECT pg_catalog.bool_and(o.opcdefault) FROM pg_catalog.pg_opclass o WHERE o.oid = ANY (x.indclass::pg_catalog.oid[]))
    AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.oid
            AND d.refclassid IN ('pg_catalog.pg_proc'::pg_catalog.regclass, 'pg_catalog.pg_operator'::pg_catalog.regclass))
UNION ALL
SELECT true AS is_foreign_key,
    k.oid AS oid,
    a.attname::pg_catalog.text AS name,
    pg_catalog.quote_ident(a.attname) AS value,
    -- With the casts that the server adds to what the operator does not take as it is (ri_GenerateQual in ri_triggers.c).
    pg_catalog.format('referenced.%I%s OPERATOR(%I.%s) numbered.k%s%s', b.attname,
        (SELECT pg_catalog.format('::%I.%I', q.nspname, y.typname) FROM pg_catalog.pg_type y
            JOIN pg_catalog.pg_namespace q ON q.oid = y.typnamespace
            WHERE y.oid = o.oprleft AND y.oid <> b.atttypid AND y.typtype <> 'p'),
        m.nspname, o.oprname, g.n,
        (SELECT pg_catalog.format('::%I.%I', q.nspname, y.typname) FROM pg_catalog.pg_type y
            JOIN pg_catalog.pg_namespace q ON q.oid = y.typnamespace
            WHERE y.oid = o.oprright AND y.oid <> a.atttypid AND y.typtype <> 'p'))
        -- The server compares under the referenced column's (ri_GenerateQualCollation in ri_triggers.c).
        || coalesce((SELECT pg_catalog.format(' COLLATE %I.%I', q.nspname, l.collname)
            FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace q ON q.oid = l.collnamespace
            WHERE l.oid = b.attcollation AND a.attcollation <> b.attcollation), '') AS is_referenced,
    pg_catalog.format('%s%I.%I', CASE WHEN t.relkind = 'p' THEN '' ELSE 'ONLY ' END, n.nspname, t.relname) AS rows_of,
    NULL::pg_catalog.text AS predicate,
    k.confmatchtype = 'f' AS checks_nulls,
    pg_catalog.format('%s%I.%I', CASE WHEN r.relkind = 'p' THEN '' ELSE 'ONLY ' END, s.nspname, r.relname) AS referenced_rows_of,
    s.nspname::pg_catalog.text AS referenced_schema,
    r.relname::pg_catalog.text AS referenced_table,
    g.n::pg_catalog.int4 AS n
FROM pg_catalog.pg_constraint k
JOIN pg_catalog.pg_class t ON t.oid = k.conrelid
JOIN pg_catalog.pg_namespace n ON n.oid = t.relnamespace
JOIN pg_catalog.pg_class r ON r.oid = k.confrelid
JOIN pg_catalog.pg_namespace s ON s.oid = r.relnamespace
JOIN pg_catalog.pg_class i ON i.oid = k.conindid AND i.relam = 403
CROSS JOIN LATERAL ROWS FROM (pg_catalog.unnest(k.conkey), pg_catalog.unnest(k.confkey), pg_catalog.unnest(k.conpfeqop))
    WITH ORDINALITY AS g(attnum, referenced_attnum, operator, n)
JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = g.attnum
JOIN pg_catalog.pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = g.referenced_attnum
JOIN pg_catalog.pg_operator o ON o.oid = g.operator
JOIN pg_catalog.pg_namespace m ON m.oid = o.oprnamespace
WHERE k.contype = 'f'
    AND (k.conrelid = ANY ((SELECT e.tables FROM tree e)::pg_catalog.oid[])
        OR k.confrelid = ANY ((SELECT e.tables FROM tree e)::pg_catalog.oid[]))
ORDER BY is_foreign_key, oid, n
