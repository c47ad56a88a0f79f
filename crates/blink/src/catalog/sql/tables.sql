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
    b.names AS fill_triggers,
    b.of_sequence AS sequence_trigger,
    EXISTS (SELECT FROM pg_catalog.pg_trigger t
        WHERE (t.tgrelid = c.oid
                OR c.relkind = 'p' AND t.tgrelid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree(c.oid) p))
            AND t.tgtype & 4 = 4 AND (NOT t.tgisinternal OR t.tgconstraint = 0)) AS insert_trigger,
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
-- The row triggers that fire before an INSERT or UPDATE, and so may drop the row. COPY counts what it gives to those that
-- fire instead of an INSERT, whatever they do.
LEFT JOIN LATERAL (SELECT
        pg_catalog.string_agg(DISTINCT t.tgname::pg_catalog.text, ' or ') FILTER (WHERE t.tgtype & 4 = 4) AS insert_triggers,
        pg_catalog.string_agg(DISTINCT t.tgname::pg_catalog.text, ' or ') AS upsert_triggers
    FROM pg_catalog.pg_trigger t
    WHERE (c.relhastriggers OR c.relkind = 'p')
        AND t.tgrelid IN (SELECT c.oid UNION ALL SELECT p.relid FROM pg_catalog.pg_partition_tree(c.oid) p)
        AND (t.tgtype & 7 = 7 OR t.tgtype & 19 = 19)
        AND t.tgenabled IN ('A', CASE pg_catalog.current_setting('session_replication_role') WHEN 'replica' THEN 'R' ELSE 'O' END)
    ) g ON true
-- The row triggers that run before a row is stored, and may fill its columns.
LEFT JOIN LATERAL (
    SELECT pg_catalog.string_agg(DISTINCT t.tgname::pg_catalog.text, ', ') AS names,
        pg_catalog.min(t.tgname::pg_catalog.text) FILTER (WHERE f.prosrc ~* 'nextval') AS of_sequence
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid
    WHERE (t.tgrelid = c.oid
            OR c.relkind = 'p' AND t.tgrelid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree(c.oid) p))
        AND t.tgtype & 5 = 5 AND t.tgtype & 66 <> 0
        AND t.tgenabled IN ('A', CASE pg_catalog.current_setting('session_replication_role')
            WHEN 'replica' THEN 'R' ELSE 'O' END)) b ON true
WHERE CASE WHEN w.schema IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)
    WHEN w.schema = 'pg_temp' THEN s.oid = pg_catalog.pg_my_temp_schema()
    ELSE s.nspname = w.schema END
