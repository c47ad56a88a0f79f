-- A query for each table: the columns that are NULL everywhere, or have one value. Left out: tables of extensions, what the server generates, and keys that refer to a table of one row.
SELECT a.attrelid::regclass::text AS table,
    format('SELECT ARRAY[%s] FROM (SELECT * FROM %s LIMIT 2000) t',
        string_agg(format('CASE WHEN count(*) < 50 OR %4$s THEN '''' WHEN count(%1$I) = 0 AND count(*) FILTER (WHERE %1$I IS NOT NULL) = 0 THEN %2$L WHEN min(%1$I::text COLLATE "C") = max(%1$I::text COLLATE "C") AND count(%1$I) = count(*) THEN %3$L ELSE '''' END',
            a.attname, a.attname || ' is NULL', a.attname || ' is constant', coalesce(k.few, 'false')), ', ' ORDER BY a.attnum), a.attrelid::regclass) AS query
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace,
LATERAL (SELECT string_agg(format('(SELECT count(*) FROM (SELECT FROM %s LIMIT 2) q) < 2', f.confrelid::regclass), ' OR ') AS few
         FROM pg_constraint f WHERE f.contype = 'f' AND f.conrelid = a.attrelid AND a.attnum = ANY (f.conkey)) k
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
GROUP BY a.attrelid ORDER BY 1
