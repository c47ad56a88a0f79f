-- The relations of the record that are there: kind, row security, columns and primary key.
SELECT c.relname, pg_catalog.concat_ws('; ',
    c.relkind,
    c.relrowsecurity,
    (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(' ', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)), ', '
            ORDER BY a.attnum)
        FROM pg_catalog.pg_attribute a
        WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped),
    (SELECT pg_catalog.pg_get_constraintdef(k.oid)
        FROM pg_catalog.pg_constraint k
        WHERE k.conrelid OPERATOR(pg_catalog.=) c.oid AND k.contype OPERATOR(pg_catalog.=) 'p'))
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE n.nspname OPERATOR(pg_catalog.=) 'blink'
    AND c.relname OPERATOR(pg_catalog.=) ANY (ARRAY['imports', 'import_batches']::pg_catalog.name[])
