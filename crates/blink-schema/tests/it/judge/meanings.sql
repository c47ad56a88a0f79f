-- Queries that count texts, addresses and prices that must not be made.
WITH field AS (
    SELECT a.attrelid::regclass AS relation, quote_ident(a.attname) AS name, lower(replace(a.attname, '_', '')) AS word, a.atttypid
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'),
prose AS (
    SELECT f.* FROM field f JOIN pg_type t ON t.oid = f.atttypid
    WHERE t.typcategory = 'S' OR f.atttypid IN ('json'::regtype, 'jsonb'::regtype, 'text[]'::regtype, 'varchar[]'::regtype, 'xml'::regtype))
SELECT format('e-mail that reaches somebody in %s.%s', relation, name) AS what,
    format($q$SELECT count(*) FROM (SELECT DISTINCT lower(m[1]) FROM %s, regexp_matches(%s::text COLLATE "C", '[[:alnum:]._%%+-]+@([[:alnum:]-]+(?:\.[[:alnum:]-]+)*\.[[:alpha:]]{2,})', 'g') m
        WHERE %2$s::text COLLATE "C" LIKE '%%@%%') AS d (host) WHERE host !~ '(^|\.)(example\.(com|org|net)|test|example|invalid)$'$q$, relation, name) AS query FROM prose
UNION ALL
SELECT format('URL that reaches somebody in %s.%s', relation, name),
    format($q$SELECT count(*) FROM (SELECT DISTINCT lower(m[1]) FROM %s, regexp_matches(%s::text COLLATE "C", '[[:alpha:]]://(?:[^/@[:space:]"]*@)?([^/:?#[:space:]"'']+)', 'g') m
        WHERE %2$s::text COLLATE "C" LIKE '%%://%%') AS d (host) WHERE host !~ '(^|\.)(example\.(com|org|net)|test|example|invalid)$'$q$, relation, name) FROM prose
UNION ALL
SELECT format('Latin in %s.%s', relation, name), format($q$SELECT count(*) FROM %s WHERE %s::text COLLATE "C" ~* '\m(lorem|ipsum|dolor|consectetur|adipiscing)\M'$q$, relation, name) FROM prose
UNION ALL
SELECT format('address of somebody in %s.%s', relation, name),
    format($q$SELECT count(*) FROM %s WHERE NOT (%s::inet <<= '192.0.2.0/24' OR %2$s::inet <<= '198.51.100.0/24' OR %2$s::inet <<= '203.0.113.0/24' OR %2$s::inet <<= '2001:db8::/32')$q$, relation, name)
FROM field WHERE atttypid IN ('inet'::regtype, 'cidr'::regtype)
UNION ALL
SELECT format('price out of reason in %s.%s', relation, name), format('SELECT count(*) FROM %s WHERE %s < 0 OR %2$s > 10000000', relation, name)
FROM field WHERE word ~ '(price|cost|fee)$' AND atttypid IN ('numeric'::regtype, 'int4'::regtype, 'int8'::regtype, 'float4'::regtype, 'float8'::regtype)
ORDER BY 1
