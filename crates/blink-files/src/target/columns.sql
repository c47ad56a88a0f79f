-- The table $name, a row for each of its columns; to_regclass finds it as the server would.
SELECT n.nspname,
    c.relname,
    EXISTS (
        -- TRIGGER_TYPE_ROW, _BEFORE and _INSERT of pg_trigger.h
        SELECT FROM pg_catalog.pg_trigger t
        WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D'
            AND t.tgtype::pg_catalog.int4 OPERATOR(pg_catalog.&) 7 = 7
    ) AS has_before_trigger,
    c.relkind,
    a.attname,
    a.atttypid,
    a.atttypmod,
    pg_catalog.format_type(a.atttypid, a.atttypmod),
    a.attnotnull,
    a.atthasdef AND a.attgenerated = '' OR a.attidentity <> '' AS has_default,
    a.attgenerated <> '' AS is_generated
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.oid = pg_catalog.to_regclass($name) AND c.relkind IN ('r', 'p', 'v', 'f')
ORDER BY a.attnum
