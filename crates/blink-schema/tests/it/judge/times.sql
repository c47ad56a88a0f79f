-- Queries that count children that are older than their parents, and rows that were changed before they were made.
WITH moment AS (
    SELECT a.attrelid, a.attnum, quote_ident(a.attname) AS name, a.atttypid = 'date'::regtype AS day, k.word = 'publishedat' AS published,
        CASE WHEN k.word IN ('createdat', 'created', 'createdon', 'createddate', 'datecreated', 'createdate', 'creationdate', 'creationtime', 'createdtime', 'insertedat', 'joinedon', 'joinedat', 'openedat', 'orderedat', 'publishedat') THEN 1
             WHEN k.word IN ('updatedat', 'updated', 'updatedon', 'modifiedat', 'modified', 'modifieddate', 'lastmodified', 'writedate', 'lastupdate', 'lastupdated', 'dateupdated') THEN 2
             WHEN k.word IN ('deletedat', 'deletedon', 'archivedat') THEN 3 END AS stage
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid, LATERAL (SELECT lower(replace(a.attname, '_', ''))) AS k (word)
    WHERE a.attnum > 0 AND NOT a.attisdropped AND a.atttypid IN ('date'::regtype, 'timestamp'::regtype, 'timestamptz'::regtype) AND c.relkind IN ('r', 'p')),
compared AS (
    SELECT format('%s.%s before %s.%s', k.conrelid::regclass, m.name, k.confrelid::regclass, p.name) AS what, m.day OR p.day AS days, 'c.' || m.name AS later, 'p.' || p.name AS earlier,
        format('%s c JOIN %s p ON (%s) = (%s)', k.conrelid::regclass, k.confrelid::regclass,
            (SELECT string_agg(format('c.%I', a.attname), ', ' ORDER BY n) FROM unnest(k.conkey) WITH ORDINALITY u (i, n) JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.i),
            (SELECT string_agg(format('p.%I', a.attname), ', ' ORDER BY n) FROM unnest(k.confkey) WITH ORDINALITY u (i, n) JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.i)) AS source
    FROM pg_constraint k JOIN moment m ON m.attrelid = k.conrelid AND m.stage = 1 JOIN moment p ON p.attrelid = k.confrelid AND p.stage = 1
        -- What is made of a draft may be older than its publication.
        AND NOT (p.published AND EXISTS (SELECT FROM moment AS o WHERE o.attrelid = p.attrelid AND o.stage = 1 AND NOT o.published))
    WHERE k.contype = 'f' AND k.conparentid = 0 AND NOT coalesce((to_jsonb(k) ->> 'conperiod')::boolean, false)
    UNION ALL
    SELECT format('%s.%s before %s', l.attrelid::regclass, l.name, e.name), l.day OR e.day, 'c.' || l.name, 'c.' || e.name, format('%s c', l.attrelid::regclass)
    FROM moment l JOIN moment e ON e.attrelid = l.attrelid AND e.stage < l.stage)
SELECT what, CASE WHEN days THEN format('SELECT count(*) FROM %s WHERE %s::date < %s::date', source, later, earlier)
    ELSE format('SELECT count(*) FROM %s WHERE %s < %s', source, later, earlier) END AS query
FROM compared ORDER BY 1
