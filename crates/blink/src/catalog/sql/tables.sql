-- The relations of these names, looked up along the search_path if the schema is NULL. $names is a list such as (0,
-- NULL::pg_catalog.text, 'users'), (1, 'audit', 'log').
SELECT w.n AS n,
    c.oid AS oid,
    s.nspname AS schema,
    c.relname AS name,
    c.relkind AS kind,
    CASE WHEN c.relkind = 'p' THEN EXISTS (SELECT
            FROM pg_catalog.pg_partition_tree(c.oid) p JOIN pg_catalog.pg_class f ON f.oid = p.relid WHERE f.relkind = 'f')
        ELSE c.relkind = 'f' END AS is_foreign,
    pg_catalog.has_schema_privilege(s.oid, 'USAGE') AS schema_usage,
    CASE WHEN c.relrowsecurity THEN pg_catalog.row_security_active(c.oid) ELSE false END AS row_security,
    EXISTS (SELECT FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND t.tgtype & 68 = 68) AS instead_of_trigger,
    CASE WHEN c.relhasrules THEN (SELECT pg_catalog.min(r.rulename::pg_catalog.text) FROM pg_catalog.pg_rewrite r
        WHERE r.ev_class = c.oid AND r.ev_type = '3' AND r.ev_enabled <> 'D') END AS insert_rule,
    CASE WHEN c.relhasrules THEN (SELECT pg_catalog.min(r.rulename::pg_catalog.text) FROM pg_catalog.pg_rewrite r
        WHERE r.ev_class = c.oid AND r.ev_type = '2') END AS update_rule,
    g.insert_triggers AS insert_triggers,
    g.upsert_triggers AS upsert_triggers,
    g.fill_triggers AS fill_triggers,
    g.sequence_trigger AS sequence_trigger,
    pg_catalog.pg_has_role(c.relowner, 'USAGE')
        OR pg_catalog.pg_has_role((SELECT d.datdba
            FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()), 'USAGE')
        OR CASE WHEN pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 170000
            THEN pg_catalog.has_table_privilege(c.oid, 'MAINTAIN') ELSE false END AS may_analyze,
    c.reltuples AS estimated_rows,
    c.relhasindex AS has_index,
    c.relkind = 'r' AND l.relation IS NULL AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
        AND NOT CASE WHEN c.relrowsecurity THEN pg_catalog.row_security_active(c.oid) ELSE false END AS may_look,
    CASE WHEN c.relkind = 'r' AND l.relation IS NULL THEN pg_catalog.pg_relation_size(c.oid) = 0 END AS has_no_file
FROM (VALUES $names) AS w(n, schema, name)
JOIN pg_catalog.pg_class c ON c.relname = w.name
JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
LEFT JOIN (SELECT DISTINCT k.relation FROM pg_catalog.pg_locks k
    WHERE k.mode = 'AccessExclusiveLock' AND k.pid <> pg_catalog.pg_backend_pid()
        AND k.database = (SELECT d.oid
            FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())) l ON l.relation = c.oid
-- A row trigger that fires before an INSERT or UPDATE may drop the row. One that fires before or instead of an INSERT may
-- fill its columns; those that fire instead drop nothing, since COPY counts every row that it gives them.
LEFT JOIN LATERAL (
    SELECT pg_catalog.string_agg(DISTINCT t.name, ' or ') FILTER (WHERE t.fires AND t.type & 7 = 7) AS insert_triggers,
        pg_catalog.string_agg(DISTINCT t.name, ' or ')
            FILTER (WHERE t.fires AND (t.type & 7 = 7 OR t.type & 19 = 19)) AS upsert_triggers,
        pg_catalog.string_agg(DISTINCT t.name, ', ') FILTER (WHERE t.fires AND t.fills) AS fill_triggers,
        pg_catalog.min(t.name) FILTER (WHERE t.fires AND t.fills AND t.source ~* 'nextval') AS sequence_trigger
    FROM (SELECT d.tgname::pg_catalog.text AS name, d.tgtype AS type, f.prosrc AS source,
            d.tgtype & 5 = 5 AS fills,
            d.tgenabled IN ('A', CASE pg_catalog.current_setting('session_replication_role')
                WHEN 'replica' THEN 'R' ELSE 'O' END) AS fires
        FROM (SELECT c.oid UNION ALL
            SELECT p.relid::pg_catalog.oid FROM pg_catalog.pg_partition_tree(c.oid) p WHERE c.relkind = 'p' AND p.relid <> c.oid) m
        JOIN pg_catalog.pg_trigger d ON d.tgrelid = m.oid AND d.tgtype & 66 <> 0
        JOIN pg_catalog.pg_proc f ON f.oid = d.tgfoid) t
    ) g ON c.relhastriggers OR c.relkind = 'p'
WHERE CASE WHEN w.schema IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)
    WHEN w.schema = 'pg_temp' THEN s.oid = pg_catalog.pg_my_temp_schema()
    ELSE s.nspname = w.schema END
