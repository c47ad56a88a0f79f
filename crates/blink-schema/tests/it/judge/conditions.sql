-- Queries that count the rows that CHECK constraints, partition bounds and NOT NULL refuse.
SELECT format('CHECK %s of %s', k.conname, k.conrelid::regclass) AS what,
    format('SELECT count(*) FROM %s%s WHERE NOT (%s)', CASE WHEN k.connoinherit THEN 'ONLY ' ELSE '' END, k.conrelid::regclass, pg_get_expr(k.conbin, k.conrelid)) AS query
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'c' AND c.relnamespace >= 2200 AND c.relkind IN ('r', 'p') AND c.relnamespace <> 'information_schema'::regnamespace
UNION ALL
SELECT format('bounds of %s', c.oid::regclass), format('SELECT count(*) FROM %s WHERE NOT (%s)', c.oid::regclass, pg_get_partition_constraintdef(c.oid))
FROM pg_class c WHERE c.relispartition AND c.relkind IN ('r', 'p') AND pg_get_partition_constraintdef(c.oid) IS NOT NULL
UNION ALL
SELECT format('NOT NULL of %s', a.attrelid::regclass), format('SELECT count(*) FROM %s WHERE num_nulls(%s) > 0', a.attrelid::regclass, string_agg(quote_ident(a.attname), ', '))
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE a.attnotnull AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
GROUP BY a.attrelid
ORDER BY 1
