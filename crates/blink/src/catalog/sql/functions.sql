-- Functions that run while rows are stored.
SELECT f.oid AS oid,
    f.oid::pg_catalog.regprocedure::pg_catalog.text AS name,
    -- Since 17, CREATE INDEX sets its own (RestrictSearchPath in guc.c).
    pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 170000
        AND NOT EXISTS (SELECT FROM pg_catalog.unnest(f.proconfig) g WHERE g LIKE 'search_path=%') AS depends_on_search_path,
    l.lanname AS language,
    f.prosrc AS source,
    (SELECT pg_catalog.substr(g, 13) FROM pg_catalog.unnest(f.proconfig) g WHERE g LIKE 'search_path=%') AS search_path,
    -- Since 14: BEGIN ATOMIC and RETURN.
    b.body IS NOT NULL AS is_parsed,
    -- RTE_RELATION in parsenodes.h.
    pg_catalog.strpos(b.body, ':rtekind 0 ') > 0 AS names_table
FROM pg_catalog.pg_proc f
JOIN pg_catalog.pg_language l ON l.oid = f.prolang
CROSS JOIN LATERAL (SELECT pg_catalog.to_jsonb(f)->>'prosqlbody') b (body)
WHERE f.oid IN ($functions)
