-- The columns of the table $name as they lie in a row, dropped ones too, and what holds for all rows.
SELECT a.attname,
    a.attlen,
    a.attalign,
    a.attstorage <> 'p' AS is_packed,
    NOT a.attisdropped AND (a.atthasdef OR a.attidentity <> '') AS is_filled,
    c.reltoastrelid <> 0 AS has_toast,
    coalesce((SELECT o.option_value FROM pg_catalog.pg_options_to_table(c.reloptions) o
        WHERE o.option_name = 'fillfactor'), '100') AS fillfactor
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.oid = pg_catalog.to_regclass($name)
ORDER BY a.attnum
