-- The columns of some tables that own a sequence, or are identity columns.
SELECT d.refobjid AS table_oid,
    d.refobjsubid AS number
FROM pg_catalog.pg_depend d
JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid IN ($tables) AND d.refobjsubid > 0
    AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
