-- Queries that count the groups of equal rows in each unique index.
SELECT format('unique %s of %s', x.indexrelid::regclass, x.indrelid::regclass) AS what,
    format('SELECT count(*) FROM (SELECT FROM %s%s WHERE %s%s GROUP BY %s HAVING count(*) > 1) AS g',
        CASE c.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END, x.indrelid::regclass,
        coalesce(pg_get_expr(x.indpred, x.indrelid), 'true'),
        CASE WHEN coalesce((to_jsonb(x) ->> 'indnullsnotdistinct')::boolean, false) THEN '' ELSE ' AND num_nulls(' || k.parts || ') = 0' END, k.parts) AS query
FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
LATERAL (SELECT string_agg(pg_get_indexdef(x.indexrelid, i.n, true)
            || CASE WHEN l.oid IS NULL THEN '' ELSE format(' COLLATE %I.%I', cn.nspname, l.collname) END, ', ' ORDER BY i.n) AS parts
         FROM generate_series(1, x.indnkeyatts::int) i (n)
         LEFT JOIN pg_collation l ON l.oid = x.indcollation[i.n - 1] AND l.collname <> 'default'
         LEFT JOIN pg_namespace cn ON cn.oid = l.collnamespace) k
WHERE x.indisunique AND NOT x.indisexclusion AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
ORDER BY 1
