-- Some triggers, and the transition table of the new rows.
SELECT t.oid AS oid,
    t.tgname AS name,
    t.tgtype & 1 = 1 AS for_each_row,
    t.tgfoid AS function,
    t.tgnewtable AS new_table
FROM pg_catalog.pg_trigger t
WHERE t.oid IN ($triggers)
