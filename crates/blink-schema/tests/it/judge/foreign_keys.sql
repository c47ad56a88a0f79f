-- Queries that count the rows of each foreign key that refer to nothing, or are half NULL under MATCH FULL.
WITH key AS (
    SELECT k.oid, k.conname, k.confmatchtype, CASE c.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || k.conrelid::regclass AS child,
        CASE p.relkind WHEN 'p' THEN '' ELSE 'ONLY ' END || k.confrelid::regclass AS parent,
        (SELECT string_agg(format('p.%I OPERATOR(%I.%s) c.%I', pa.attname, n.nspname, o.oprname, ca.attname), ' AND ' ORDER BY u.n)
         FROM unnest(k.conkey, k.confkey, k.conpfeqop) WITH ORDINALITY AS u (c, p, op, n)
         JOIN pg_attribute ca ON ca.attrelid = k.conrelid AND ca.attnum = u.c
         JOIN pg_attribute pa ON pa.attrelid = k.confrelid AND pa.attnum = u.p
         JOIN pg_operator o ON o.oid = u.op JOIN pg_namespace n ON n.oid = o.oprnamespace) AS equal,
        (SELECT string_agg(format('c.%I', a.attname), ', ') FROM unnest(k.conkey) u JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u) AS columns,
        cardinality(k.conkey) AS width
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid
    WHERE k.contype = 'f' AND k.conparentid = 0 AND NOT coalesce((to_jsonb(k) ->> 'conperiod')::boolean, false))
SELECT format('foreign key %s of %s', conname, child) AS what,
    format('SELECT count(*) FROM %s c WHERE num_nulls(%s) = 0 AND NOT EXISTS (SELECT FROM %s p WHERE %s)', child, columns, parent, equal)
    || CASE WHEN confmatchtype = 'f' THEN format(' OR num_nulls(%s) NOT IN (0, %s)', columns, width) ELSE '' END AS query
FROM key ORDER BY 1
