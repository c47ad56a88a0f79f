-- All relations that can hold rows; those that are not on the search_path have their schema.
SELECT CASE WHEN pg_catalog.pg_table_is_visible(c.oid) THEN NULL ELSE s.nspname END AS schema,
    c.relname AS name
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'f', 'v') AND s.nspname <> 'information_schema' AND s.nspname !~ '^pg_'
