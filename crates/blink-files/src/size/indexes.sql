-- The indexes of the table $name. Those whose classes all have the support function 4 of btree (equalimage) store equal keys
-- once, since PostgreSQL 13.
SELECT c.relname,
    m.amname,
    i.indpred IS NOT NULL AS is_partial,
    i.indnatts = i.indnkeyatts AND NOT EXISTS (
        SELECT FROM pg_catalog.unnest(i.indclass::pg_catalog.oid[]) k
        JOIN pg_catalog.pg_opclass o ON o.oid = k
        WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_amproc p
            WHERE p.amprocfamily = o.opcfamily AND p.amproclefttype = o.opcintype AND p.amprocrighttype = o.opcintype
                AND p.amprocnum = 4)) AS stores_equal_once,
    coalesce((SELECT o.option_value FROM pg_catalog.pg_options_to_table(c.reloptions) o
        WHERE o.option_name = 'fillfactor'), '90') AS fillfactor,
    i.indkey AS columns
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = c.relam
WHERE i.indrelid = pg_catalog.to_regclass($name)
ORDER BY c.relname
