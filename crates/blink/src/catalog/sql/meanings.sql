-- What the names in functions' bodies may stand for: all functions of a name, and whether each is built in and reads no
-- table; operators whose function is the user's; types whose values run checks, or that look up a table.
SELECT 'function' AS kind,
    f.proname AS name,
    n.nspname AS schema,
    n.nspname = 'pg_catalog' AND f.oid < 16384 AND l.lanname IN ('internal', 'c') AND NOT ($reads) AS is_harmless
FROM pg_catalog.pg_proc f
JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
JOIN pg_catalog.pg_language l ON l.oid = f.prolang
WHERE f.proname IN ($calls)
UNION ALL
-- The functions of built-in operators read nothing, in whatever language they are. OIDs from 16384 on are the user's
-- (FirstNormalObjectId in transam.h).
SELECT 'operator', o.oprname, NULL, NULL
FROM pg_catalog.pg_operator o
JOIN pg_catalog.pg_proc f ON f.oid = o.oprcode
JOIN pg_catalog.pg_language l ON l.oid = f.prolang
WHERE o.oprname IN ($operators) AND (o.oid >= 16384 AND ($reads) OR f.oid >= 16384 AND l.lanname NOT IN ('internal', 'c'))
UNION ALL
-- An array's name may be written, too. A domain without a check of its own is one if it is over a built-in base type.
SELECT 'type', t.typname, n.nspname, NULL
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typname IN ($types)
    AND (t.oid = 'pg_catalog.regclass'::pg_catalog.regtype
        OR n.nspname <> 'pg_catalog' AND (t.typtype NOT IN ('b', 'd', 'e', 'p') OR t.typelem <> 0
            OR t.typtype = 'd' AND (t.typbasetype >= 16384
                OR EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'))))
UNION ALL
-- Casts and functions of operator classes are called without a name of theirs.
SELECT 'other', NULL, NULL, NULL
WHERE EXISTS (SELECT FROM (
        SELECT k.castfunc FROM pg_catalog.pg_cast k WHERE k.oid >= 16384
        UNION ALL SELECT a.amproc FROM pg_catalog.pg_amproc a WHERE a.oid >= 16384) c (oid)
    JOIN pg_catalog.pg_proc f ON f.oid = c.oid
    JOIN pg_catalog.pg_language l ON l.oid = f.prolang
    WHERE l.lanname NOT IN ('internal', 'c') OR ($reads))
