-- The rules and triggers of some tables that act on an INSERT before the row is stored, and those that act on an UPDATE
-- that ON CONFLICT may cause.
--
-- A row trigger that fires before an INSERT or UPDATE may drop the row. One that fires before or instead of an INSERT may
-- fill its columns; those that fire instead drop nothing, since COPY counts every row that it gives them.
WITH members (root, oid) AS (
    SELECT c.oid, c.oid FROM pg_catalog.pg_class c WHERE c.oid IN ($tables)
    UNION
    SELECT c.oid, p.relid::pg_catalog.oid FROM pg_catalog.pg_class c CROSS JOIN LATERAL pg_catalog.pg_partition_tree(c.oid) p
    WHERE c.oid IN ($tables) AND c.relkind = 'p'
), triggers AS (
    SELECT m.root AS root, d.tgname::pg_catalog.text AS name, d.tgtype AS type, f.prosrc AS source,
        d.tgtype & 5 = 5 AS fills,
        d.tgenabled IN ('A', CASE pg_catalog.current_setting('session_replication_role')
            WHEN 'replica' THEN 'R' ELSE 'O' END) AS fires
    FROM members m
    JOIN pg_catalog.pg_trigger d ON d.tgrelid = m.oid AND d.tgtype & 66 <> 0
    JOIN pg_catalog.pg_proc f ON f.oid = d.tgfoid
)
SELECT c.oid AS oid,
    EXISTS (SELECT FROM members m JOIN pg_catalog.pg_class f ON f.oid = m.oid
        WHERE m.root = c.oid AND m.oid <> c.oid AND f.relkind = 'f') AS has_foreign_partition,
    coalesce(g.instead_of_trigger, false) AS instead_of_trigger,
    (SELECT pg_catalog.min(r.rulename::pg_catalog.text) FROM pg_catalog.pg_rewrite r
        WHERE r.ev_class = c.oid AND r.ev_type = '3' AND r.ev_enabled <> 'D') AS insert_rule,
    (SELECT pg_catalog.min(r.rulename::pg_catalog.text) FROM pg_catalog.pg_rewrite r
        WHERE r.ev_class = c.oid AND r.ev_type = '2') AS update_rule,
    g.insert_triggers AS insert_triggers,
    g.upsert_triggers AS upsert_triggers,
    g.fill_triggers AS fill_triggers,
    g.sequence_trigger AS sequence_trigger
FROM pg_catalog.pg_class c
LEFT JOIN (
    SELECT t.root AS root,
        pg_catalog.bool_or(t.type & 68 = 68) AS instead_of_trigger,
        pg_catalog.string_agg(DISTINCT t.name, ' or ') FILTER (WHERE t.fires AND t.type & 7 = 7) AS insert_triggers,
        pg_catalog.string_agg(DISTINCT t.name, ' or ')
            FILTER (WHERE t.fires AND (t.type & 7 = 7 OR t.type & 19 = 19)) AS upsert_triggers,
        pg_catalog.string_agg(DISTINCT t.name, ', ') FILTER (WHERE t.fires AND t.fills) AS fill_triggers,
        pg_catalog.min(t.name) FILTER (WHERE t.fires AND t.fills AND t.source ~* 'nextval') AS sequence_trigger
    FROM triggers t GROUP BY t.root) g ON g.root = c.oid
WHERE c.oid IN ($tables)
