-- The types $oids with what they are made of.
SELECT t.oid,
    pg_catalog.format_type(t.oid, NULL),
    t.typtype,
    t.typbasetype,
    t.typtypmod,
    coalesce(e.oid, 0) AS element,
    coalesce(e.typdelim, ',') AS delimiter
FROM pg_catalog.pg_type t
LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem AND e.typarray = t.oid
WHERE t.oid IN ($oids)
