-- What the catalog has about a table that these transactions have written. What this transaction itself has made is 'in
-- progress', in its savepoints, too; what others have not committed is not visible.
WITH written (xid) AS (
    SELECT (v.id & 4294967295)::pg_catalog.text FROM (VALUES $xids) AS v(id)
    WHERE pg_catalog.txid_status(v.id) IS DISTINCT FROM 'in progress'
), members (oid) AS (
    SELECT $table::pg_catalog.oid
    UNION SELECT p.relid::pg_catalog.oid FROM pg_catalog.pg_partition_tree($table) p
), facts (kind, name, relation, xid, attnum, not_null, has_default, is_domain) AS (
    SELECT 'column', a.attname::pg_catalog.text, a.attrelid, a.xmin, a.attnum, a.attnotnull,
        a.atthasdef OR a.attidentity <> '' OR t.typdefault IS NOT NULL, t.typtype = 'd'
    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = $table AND a.attnum > 0 AND NOT a.attisdropped
    -- A default is another one in any case.
    UNION ALL SELECT 'column', a.attname, a.attrelid, d.xmin, a.attnum, NULL, NULL, NULL
    FROM pg_catalog.pg_attrdef d JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
    WHERE d.adrelid = $table
    UNION ALL SELECT 'domain', t.typname, $table, x.xid, NULL, NULL, NULL, NULL
    FROM pg_catalog.pg_type t CROSS JOIN LATERAL (SELECT t.xmin
        UNION ALL SELECT k.xmin FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid) AS x(xid)
    WHERE t.oid IN ($domains)
    UNION ALL SELECT 'index', c.relname, i.indrelid, i.xmin, NULL, NULL, NULL, NULL
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid WHERE i.indrelid = $table
    UNION ALL SELECT CASE k.contype WHEN 'f' THEN 'foreign key' ELSE 'check' END, k.conname, k.conrelid, k.xmin,
        NULL, NULL, NULL, NULL
    FROM pg_catalog.pg_constraint k WHERE k.conrelid = $table AND k.contype IN ('c', 'f')
    -- Those of a foreign key only where they are disabled. Clones for partitions were internal up to version 14, too.
    UNION ALL SELECT 'trigger', g.tgname || CASE WHEN g.tgrelid = $table THEN '' ELSE ' of the partition ' || c.relname END,
        g.tgrelid, x.xid, NULL, NULL, NULL, NULL
    FROM members m JOIN pg_catalog.pg_trigger g ON g.tgrelid = m.oid
    JOIN pg_catalog.pg_class c ON c.oid = g.tgrelid JOIN pg_catalog.pg_proc p ON p.oid = g.tgfoid
    CROSS JOIN LATERAL (VALUES (g.xmin), (p.xmin)) AS x(xid)
    WHERE g.tgtype & 20 <> 0 AND (g.tgrelid = $table OR g.tgtype & 1 = 1)
        AND (NOT g.tgisinternal OR g.tgconstraint = 0 OR g.tgenabled <> 'O')
    UNION ALL SELECT 'rule', r.rulename, r.ev_class, r.xmin, NULL, NULL, NULL, NULL
    FROM pg_catalog.pg_rewrite r WHERE r.ev_class = $table
    UNION ALL SELECT 'policy', p.polname, p.polrelid, p.xmin, NULL, NULL, NULL, NULL
    FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
    WHERE p.polrelid = $table AND CASE WHEN c.relrowsecurity THEN pg_catalog.row_security_active(c.oid) ELSE false END
    UNION ALL SELECT CASE WHEN c.relispartition THEN 'partition' ELSE 'inheriting table' END, c.relname, h.inhparent, h.xmin,
        NULL, NULL, NULL, NULL
    FROM members m JOIN pg_catalog.pg_inherits h ON h.inhparent = m.oid JOIN pg_catalog.pg_class c ON c.oid = h.inhrelid
    UNION ALL SELECT 'parent table', c.relname, h.inhrelid, h.xmin, NULL, NULL, NULL, NULL
    FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class c ON c.oid = h.inhparent WHERE h.inhrelid = $table
    UNION ALL SELECT 'sequence', c.relname, $table, q.xmin, NULL, NULL, NULL, NULL
    FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_sequence q ON q.seqrelid = d.objid
    JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid
    WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = $table
        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    UNION ALL SELECT 'row-level security of the table', c.relname, c.oid, c.xmin, NULL, NULL, NULL, NULL
    FROM pg_catalog.pg_class c
    WHERE c.oid = $table AND CASE WHEN c.relrowsecurity THEN pg_catalog.row_security_active(c.oid) ELSE false END
)
SELECT f.kind AS kind,
    f.name AS name,
    f.not_null AS not_null,
    f.has_default AS has_default,
    f.is_domain AS is_domain,
    (SELECT pg_catalog.concat_ws(' ', pg_catalog.format_type(a.atttypid, a.atttypmod),
        CASE WHEN a.attnotnull THEN 'NOT NULL' END,
        CASE WHEN a.attidentity <> '' THEN 'GENERATED AS IDENTITY' END,
        CASE WHEN a.attgenerated = '' THEN 'DEFAULT ' ELSE 'GENERATED AS ' END || pg_catalog.pg_get_expr(d.adbin, d.adrelid))
        FROM pg_catalog.pg_attribute a
        LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = f.relation AND a.attnum = f.attnum) AS definition
FROM facts f
JOIN written w ON w.xid = f.xid::pg_catalog.text
ORDER BY f.relation <> $table, f.kind, f.name
