-- Queries that count the pairs of rows, among the first 1,500, that an exclusion constraint or a temporal key refuses.
SELECT format('exclusion %s of %s', k.conname, k.conrelid::regclass) AS what,
    format('WITH r AS (SELECT ctid AS place, %s FROM %s WHERE %s LIMIT 1500) SELECT count(*) FROM r a JOIN r b ON a.place < b.place AND %s',
        e.parts, k.conrelid::regclass, coalesce(pg_get_expr(x.indpred, x.indrelid), 'true'), e.conditions) AS query
FROM pg_constraint k JOIN pg_index x ON x.indexrelid = k.conindid,
LATERAL (SELECT string_agg(format('%s AS k%s', pg_get_indexdef(x.indexrelid, u.n::int, true), u.n), ', ') AS parts,
            string_agg(format('a.k%1$s OPERATOR(%2$I.%3$s) b.k%1$s', u.n, n.nspname, o.oprname), ' AND ') AS conditions
         FROM unnest(k.conexclop) WITH ORDINALITY u (op, n) JOIN pg_operator o ON o.oid = u.op JOIN pg_namespace n ON n.oid = o.oprnamespace) e
WHERE k.conexclop IS NOT NULL AND k.conparentid = 0
ORDER BY 1
