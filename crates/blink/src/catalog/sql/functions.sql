-- Those of some functions whose language is neither internal nor c: such a function may read any table.
SELECT f.oid AS oid,
    f.oid::pg_catalog.regprocedure::pg_catalog.text AS name,
    -- Since 17, CREATE INDEX sets its own (RestrictSearchPath in guc.c).
    pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 170000
        AND NOT EXISTS (SELECT FROM pg_catalog.unnest(f.proconfig) g WHERE g LIKE 'search_path=%') AS depends_on_search_path
FROM pg_catalog.pg_proc f
JOIN pg_catalog.pg_language l ON l.oid = f.prolang
WHERE f.oid IN ($functions) AND l.lanname NOT IN ('internal', 'c')
