-- The sequences of the columns of some tables, one row per column: those that a column owns (serial, identity, OWNED
-- BY), and those that the default of the column or of its domain names. A partition's columns also stand for the
-- columns of its partitioned table.
--
-- A default that names its sequence as a text (nextval(('s'::text)::regclass)) has no entry in pg_depend; its text is
-- parsed instead. The regular expression accepts only names that to_regclass reads without an error.
WITH columns (relid, attnum, of, ofnum) AS MATERIALIZED (
    SELECT a.attrelid, a.attnum, a.attrelid, a.attnum FROM pg_catalog.pg_attribute a
    WHERE a.attrelid IN ($tables) AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT a.attrelid, a.attnum, b.attrelid, b.attnum FROM pg_catalog.pg_attribute a
    CROSS JOIN LATERAL pg_catalog.pg_partition_ancestors(a.attrelid) p
    JOIN pg_catalog.pg_attribute b ON b.attrelid = p.relid AND b.attname = a.attname AND b.attnum > 0
    WHERE a.attrelid IN ($tables) AND p.relid <> a.attrelid
), defaults AS MATERIALIZED (
    SELECT f.oid, n.relid AS adrelid, n.attnum AS adnum, pg_catalog.pg_get_expr(f.adbin, f.adrelid) AS text
    FROM columns n JOIN pg_catalog.pg_attrdef f ON f.adrelid = n.of AND f.adnum = n.ofnum
), used (relid, attnum, seq, text) AS (
    SELECT n.relid, n.attnum, d.objid, NULL FROM columns n JOIN pg_catalog.pg_depend d
        ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = n.of AND d.refobjsubid = n.ofnum
        AND d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i')
    UNION ALL
    SELECT f.adrelid, f.adnum, d.refobjid, f.text FROM defaults f JOIN pg_catalog.pg_depend d
        ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = f.oid
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    UNION ALL
    SELECT a.attrelid, a.attnum, d.refobjid, t.typdefault
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_type t ON t.oid = a.atttypid AND t.typtype = 'd'
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.objid = t.oid
        AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    WHERE a.attrelid IN ($tables) AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.atthasdef
    UNION ALL
    SELECT f.adrelid, f.adnum,
        CASE WHEN f.name ~ E'^("([^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*)(\\.("([^"]|"")+"|[A-Za-z_][A-Za-z0-9_$]*))?$'
            THEN pg_catalog.to_regclass(f.name)::pg_catalog.oid END,
        f.text
    FROM (SELECT d.adrelid, d.adnum, d.text,
            pg_catalog.replace(
                pg_catalog.split_part(pg_catalog.split_part(d.text, 'nextval((''', 2), '''::', 1), '''''', '''') AS name
        FROM defaults d WHERE d.text LIKE '%nextval((''%') f
)
SELECT q.seqrelid AS oid,
    s.nspname AS schema,
    c.relname AS name,
    q.seqincrement AS increment,
    q.seqmin AS min,
    q.seqmax AS max,
    q.seqcache AS cache,
    pg_catalog.has_schema_privilege(s.oid, 'USAGE')
        AND pg_catalog.has_sequence_privilege(q.seqrelid, 'SELECT')
        AND pg_catalog.has_sequence_privilege(q.seqrelid, 'UPDATE') AS may_advance,
    u.relid AS table_oid,
    a.attname AS column_name,
    pg_catalog.max(u.text) AS default_text,
    pg_catalog.has_column_privilege(u.relid, u.attnum::pg_catalog.int2, 'SELECT') AND EXISTS (
        SELECT FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
        JOIN pg_catalog.pg_am m ON m.oid = x.relam
        WHERE i.indrelid = u.relid AND i.indkey[0] = u.attnum AND i.indpred IS NULL AND i.indisvalid
            AND m.amname = 'btree') AS indexed
FROM used u
JOIN pg_catalog.pg_sequence q ON q.seqrelid = u.seq
JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid
JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = u.relid AND a.attnum = u.attnum
GROUP BY q.seqrelid, q.seqincrement, q.seqmin, q.seqmax, q.seqcache, s.oid, s.nspname, c.relname, u.relid, u.attnum, a.attname
ORDER BY q.seqrelid, u.relid, u.attnum
