-- The relations of these names, looked up along the search_path if the schema is NULL. $names is a list such as (0,
-- NULL::pg_catalog.text, 'users'), (1, 'audit', 'log').
SELECT w.n AS n,
    c.oid AS oid,
    s.nspname AS schema,
    c.relname AS name,
    c.relkind AS kind,
    c.relispartition AS is_partition,
    pg_catalog.has_schema_privilege(s.oid, 'USAGE') AS schema_usage,
    CASE WHEN c.relrowsecurity THEN pg_catalog.row_security_active(c.oid) ELSE false END AS row_security,
    c.relhasrules OR c.relkind = 'p' AS may_have_rules_or_triggers,
    pg_catalog.pg_has_role(c.relowner, 'USAGE')
        OR pg_catalog.pg_has_role((SELECT d.datdba
            FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()), 'USAGE')
        OR CASE WHEN pg_catalog.current_setting('server_version_num')::pg_catalog.int4 >= 170000
            THEN pg_catalog.has_table_privilege(c.oid, 'MAINTAIN') ELSE false END AS may_analyze,
    c.reltuples AS estimated_rows,
    c.relhasindex AS has_index,
    pg_catalog.has_table_privilege(c.oid, 'SELECT') AS may_select,
    pg_catalog.txid_current_snapshot() AS snapshot
FROM (VALUES $names) AS w(n, schema, name)
JOIN pg_catalog.pg_class c ON c.relname = w.name
JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
WHERE CASE WHEN w.schema IS NULL THEN pg_catalog.pg_table_is_visible(c.oid)
    WHEN w.schema = 'pg_temp' THEN s.oid = pg_catalog.pg_my_temp_schema()
    ELSE s.nspname = w.schema END
