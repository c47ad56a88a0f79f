-- The tables of the database: name, whether it is a partition or a foreign table, and whether it has columns.
SELECT c.oid::regclass::text AS table, c.relispartition, c.relkind = 'f' AS foreign_table,
    EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid) AND c.relkind = 'r' AS inherited,
    'ONLY ' || c.oid::regclass AS only_table
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1
