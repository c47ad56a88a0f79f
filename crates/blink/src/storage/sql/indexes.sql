-- The indexes of the tables $names, an array of texts, with the place of the table in it. Those whose classes all have the
-- support function 4 of btree (equalimage) store equal keys once, since PostgreSQL 13.
WITH unequal AS MATERIALIZED (
    SELECT pg_catalog.array_agg(o.oid) AS classes
    FROM pg_catalog.pg_opclass o
    WHERE NOT EXISTS (
        SELECT FROM pg_catalog.pg_amproc p
        WHERE p.amprocfamily = o.opcfamily AND p.amproclefttype = o.opcintype AND p.amprocrighttype = o.opcintype
            AND p.amprocnum = 4))
SELECT named.place,
    c.relname,
    m.amname,
    i.indpred IS NOT NULL AS is_partial,
    i.indnatts = i.indnkeyatts AND NOT i.indclass::pg_catalog.oid[] OPERATOR(pg_catalog.&&) unequal.classes
        AS stores_equal_once,
    coalesce((SELECT o.option_value FROM pg_catalog.pg_options_to_table(c.reloptions) o
        WHERE o.option_name = 'fillfactor'), '90') AS fillfactor,
    i.indkey AS columns
FROM pg_catalog.unnest($names::pg_catalog.text[]) WITH ORDINALITY AS named (name, place)
JOIN pg_catalog.pg_index i ON i.indrelid = pg_catalog.to_regclass(named.name)
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_am m ON m.oid = c.relam
CROSS JOIN unequal
ORDER BY named.place, c.relname
