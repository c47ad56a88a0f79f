-- Queries that count sequences whose next value is in use.
SELECT format('sequence %s', s.oid::regclass) AS what,
    format('SELECT count(*) FROM %s s, (SELECT %s(%I)::bigint AS last FROM %s) t WHERE t.last %s s.last_value OR t.last = s.last_value AND NOT s.is_called',
        s.oid::regclass, CASE WHEN q.seqincrement > 0 THEN 'max' ELSE 'min' END, a.attname, d.refobjid::regclass, CASE WHEN q.seqincrement > 0 THEN '>' ELSE '<' END) AS query
FROM pg_class s JOIN pg_sequence q ON q.seqrelid = s.oid
JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0
JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
WHERE s.relkind = 'S'
ORDER BY 1
