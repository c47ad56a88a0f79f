-- The columns of the tables $names, an array of texts, as they lie in a row, dropped ones too, and what holds for all rows;
-- with the place of the table in the array. Of domains the type below counts, of one over another that below both. The rows
-- of a partitioned table are stored out of line as those of its partitions are.
WITH wanted AS MATERIALIZED (
    SELECT named.place,
        c.oid,
        c.reltoastrelid <> 0 OR c.relkind = 'p' AND EXISTS (
            SELECT FROM pg_catalog.pg_attribute p
            WHERE p.attrelid = c.oid AND p.attnum > 0 AND NOT p.attisdropped AND p.attstorage <> 'p') AS has_toast,
        coalesce((SELECT o.option_value FROM pg_catalog.pg_options_to_table(c.reloptions) o
            WHERE o.option_name = 'fillfactor'), '100') AS fillfactor
    FROM pg_catalog.unnest($names::pg_catalog.text[]) WITH ORDINALITY AS named (name, place)
    JOIN pg_catalog.pg_class c ON c.oid = pg_catalog.to_regclass(named.name))
SELECT wanted.place,
    a.attname,
    a.attlen,
    a.attalign,
    a.attstorage <> 'p' AS is_packed,
    NOT a.attisdropped AND (a.atthasdef AND a.attgenerated <> 'v' OR a.attidentity <> '') AS is_filled,
    CASE
        WHEN t.oid = 'pg_catalog.numeric'::pg_catalog.regtype THEN 'numeric'
        WHEN t.oid = 'pg_catalog.bpchar'::pg_catalog.regtype THEN 'padded'
        WHEN t.oid = 'pg_catalog.jsonb'::pg_catalog.regtype THEN 'jsonb'
        WHEN t.typcategory = 'A' AND e.typlen > 0 THEN 'array'
        ELSE 'sent'
    END AS form,
    greatest(a.atttypmod, d.typtypmod, own.typtypmod) - 4 AS padded_to,
    wanted.has_toast,
    wanted.fillfactor
FROM wanted
JOIN pg_catalog.pg_attribute a ON a.attrelid = wanted.oid AND a.attnum > 0
LEFT JOIN pg_catalog.pg_type own ON own.oid = a.atttypid
LEFT JOIN pg_catalog.pg_type d ON d.oid = own.typbasetype AND own.typtype = 'd'
LEFT JOIN pg_catalog.pg_type t ON t.oid = CASE
    WHEN d.typtype = 'd' THEN d.typbasetype
    ELSE coalesce(d.oid, own.oid)
END
LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem
ORDER BY wanted.place, a.attnum
