-- The transactions that last wrote what the catalog has about a table: its columns, defaults, indexes, constraints,
-- triggers with their functions, rules, policies, partitions, sequences, domains. Partitions are asked for apart.
SELECT DISTINCT f.xid::pg_catalog.text AS xid
FROM (SELECT c.xmin FROM pg_catalog.pg_class c WHERE c.oid = $table
    UNION ALL SELECT a.xmin FROM pg_catalog.pg_attribute a WHERE a.attrelid = $table
    UNION ALL SELECT d.xmin FROM pg_catalog.pg_attrdef d WHERE d.adrelid = $table
    UNION ALL SELECT i.xmin FROM pg_catalog.pg_index i WHERE i.indrelid = $table
    UNION ALL SELECT k.xmin FROM pg_catalog.pg_constraint k WHERE k.conrelid = $table
    UNION ALL SELECT g.xmin FROM pg_catalog.pg_trigger g WHERE g.tgrelid = $table
    UNION ALL SELECT p.xmin FROM pg_catalog.pg_trigger g JOIN pg_catalog.pg_proc p ON p.oid = g.tgfoid WHERE g.tgrelid = $table
    UNION ALL SELECT r.xmin FROM pg_catalog.pg_rewrite r WHERE r.ev_class = $table
    UNION ALL SELECT p.xmin FROM pg_catalog.pg_policy p WHERE p.polrelid = $table
    UNION ALL SELECT h.xmin FROM pg_catalog.pg_inherits h WHERE h.inhparent = $table
    UNION ALL SELECT h.xmin FROM pg_catalog.pg_inherits h WHERE h.inhrelid = $table
    UNION ALL SELECT q.xmin FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
        WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = $table
            AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    UNION ALL SELECT t.xmin FROM pg_catalog.pg_type t WHERE t.oid IN ($domains)
    UNION ALL SELECT k.xmin FROM pg_catalog.pg_constraint k WHERE k.contypid IN ($domains) $partitions) AS f(xid)
