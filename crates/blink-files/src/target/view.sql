-- The triggers of the view $name by which COPY fills it, and the relations that it shows.
SELECT true AS is_trigger, t.tgname AS name
FROM pg_catalog.pg_trigger t
-- TRIGGER_TYPE_ROW, _INSERT and _INSTEAD of pg_trigger.h
WHERE t.tgrelid = pg_catalog.to_regclass($name) AND t.tgenabled IN ('O', 'A')
    AND t.tgtype::pg_catalog.int4 OPERATOR(pg_catalog.&) 69 = 69
UNION
SELECT false, pg_catalog.quote_ident(n.nspname) OPERATOR(pg_catalog.||) '.' OPERATOR(pg_catalog.||) pg_catalog.quote_ident(c.relname)
FROM pg_catalog.pg_rewrite r
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = r.oid
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> r.ev_class
JOIN pg_catalog.pg_class c ON c.oid = d.refobjid AND c.relkind IN ('r', 'p', 'v', 'f')
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE r.ev_class = pg_catalog.to_regclass($name) AND r.ev_type = '1'
ORDER BY 1, 2
