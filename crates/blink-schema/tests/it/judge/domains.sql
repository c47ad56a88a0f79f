-- Queries that read each value of a domain, of an array and of a composite type again from its text; the server refuses what their CHECKs do not allow.
SELECT format('values of %s.%I', a.attrelid::regclass, a.attname) AS what,
    format('SELECT count((%1$I::text)::%2$s) - count(%1$I) FROM %3$s', a.attname, format_type(a.atttypid, a.atttypmod), a.attrelid::regclass) AS query
FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_type t ON t.oid = a.atttypid
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND (t.typtype IN ('d', 'c') OR t.typelem <> 0 AND EXISTS (SELECT FROM pg_type e WHERE e.oid = t.typelem AND e.typtype IN ('d', 'c')))
ORDER BY 1
