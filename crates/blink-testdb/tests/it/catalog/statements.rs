//! Statements that change a schema, and what the catalog tells of each.

/// A statement, and a part of a line that comes or goes by it.
pub(super) const CHANGES: &[(&str, &str)] = &[
    (
        "COMMENT ON TABLE app.people IS NULL",
        "table app.people: comment = \"those who\"",
    ),
    (
        "COMMENT ON COLUMN app.people.name IS 'other'",
        "table column app.people.name: comment",
    ),
    (
        "COMMENT ON INDEX app.people_photo IS NULL",
        "index app.people_photo: comment",
    ),
    (
        "COMMENT ON CONSTRAINT positive ON app.people IS NULL",
        "table constraint positive on app.people: comment",
    ),
    ("COMMENT ON DATABASE postgres IS 'x'", "database: comment"),
    ("CREATE TABLE app.more ()", "table app.more: pg_class.relkind = \"r\""),
    (
        "ALTER TABLE app.people RENAME COLUMN photo TO picture",
        "table column app.people.picture",
    ),
    (
        "ALTER TABLE app.people ALTER team TYPE int8",
        "pg_attribute.atttypid = \"bigint\"",
    ),
    (
        "ALTER TABLE app.people ALTER photo TYPE varchar(7)",
        "\"character varying(7)\"",
    ),
    (
        "ALTER TABLE app.people ALTER photo TYPE text COLLATE \"POSIX\"",
        "pg_attribute.attcollation = collation pg_catalog.\"POSIX",
    ),
    (
        "ALTER TABLE app.people ALTER name SET DEFAULT 'y'",
        "table column app.people.name: pg_attrdef.adbin",
    ),
    (
        "ALTER TABLE app.people ALTER name SET NOT NULL",
        "pg_attribute.attnotnull = true",
    ),
    (
        "ALTER TABLE app.people ALTER photo SET STORAGE EXTERNAL",
        "pg_attribute.attstorage = \"e\"",
    ),
    (
        "ALTER TABLE app.people ALTER photo SET STATISTICS 77",
        "pg_attribute.attstattarget = 77",
    ),
    (
        "ALTER TABLE app.people ALTER photo SET (n_distinct = 5)",
        "pg_attribute.attoptions = [\"n_distinct=5\"]",
    ),
    (
        "ALTER TABLE app.people ALTER id SET GENERATED ALWAYS",
        "pg_attribute.attidentity = \"a\"",
    ),
    (
        "ALTER TABLE app.people SET (fillfactor = 50)",
        "table app.people: pg_class.reloptions",
    ),
    (
        "ALTER TABLE app.people SET (toast.autovacuum_enabled = false)",
        "pg_class.toast.reloptions",
    ),
    (
        "ALTER TABLE app.spare SET UNLOGGED",
        "table app.spare: pg_class.relpersistence = \"u\"",
    ),
    (
        "ALTER TABLE app.people REPLICA IDENTITY FULL",
        "table app.people: pg_class.relreplident = \"f\"",
    ),
    (
        "ALTER TABLE app.teams REPLICA IDENTITY USING INDEX teams_pkey",
        "index app.teams_pkey: pg_index.indisreplident = true",
    ),
    (
        "ALTER TABLE app.people CLUSTER ON people_team",
        "index app.people_team: pg_index.indisclustered = true",
    ),
    (
        "ALTER INDEX app.people_team SET (fillfactor = 50)",
        "index app.people_team: pg_class.reloptions",
    ),
    (
        "ALTER INDEX app.people_photo ALTER COLUMN 1 SET STATISTICS 77",
        "pg_attribute.attstattarget = 77",
    ),
    (
        "ALTER INDEX app.people_team RENAME TO people_teams",
        "index app.people_teams: pg_index.definition",
    ),
    (
        "DROP INDEX app.people_team",
        "index app.people_team: pg_index.indisunique",
    ),
    (
        "DROP INDEX app.people_photo; CREATE INDEX people_photo ON app.people (lower(photo)) WHERE id > 6",
        "pg_index.indpred",
    ),
    (
        "DROP INDEX app.people_team; CREATE INDEX people_team ON app.people (team DESC)",
        "pg_index.indoption",
    ),
    (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'app.people_team'::regclass",
        "pg_index.indisvalid = false",
    ),
    (
        "ALTER TABLE app.people RENAME CONSTRAINT positive TO above",
        "table constraint above on app.people",
    ),
    (
        "ALTER TABLE app.people DROP CONSTRAINT positive, ADD CONSTRAINT positive CHECK (id > 0) NOT VALID",
        "pg_constraint.convalidated = false",
    ),
    (
        "ALTER TABLE app.people DROP CONSTRAINT positive, ADD CONSTRAINT positive CHECK (id > 1)",
        "pg_constraint.definition",
    ),
    (
        "ALTER TABLE app.people ALTER CONSTRAINT people_team_fkey DEFERRABLE INITIALLY DEFERRED",
        "pg_constraint.condeferred = true",
    ),
    (
        "ALTER TABLE app.people ALTER CONSTRAINT people_team_fkey NOT DEFERRABLE",
        "pg_trigger.tgdeferrable = false",
    ),
    (
        "ALTER TABLE app.people DROP CONSTRAINT people_team_fkey",
        "trigger \"RI_FKey_check_ins\" at app.people of people_team_fkey on app.people",
    ),
    (
        "ALTER TABLE app.teams DISABLE TRIGGER ALL",
        "at app.teams of people_team_fkey on app.people: pg_trigger.tgenabled = \"D\"",
    ),
    (
        "ALTER TABLE app.people ENABLE ALWAYS TRIGGER touched",
        "trigger touched on app.people: pg_trigger.tgenabled = \"A\"",
    ),
    (
        "DROP TRIGGER touched ON app.people",
        "trigger touched on app.people: pg_trigger.definition",
    ),
    (
        "ALTER TABLE app.teams DISABLE RULE quiet",
        "rule quiet on app.teams: pg_rewrite.ev_enabled = \"D\"",
    ),
    (
        "CREATE OR REPLACE RULE quiet AS ON DELETE TO app.teams WHERE old.id > 1 DO INSTEAD NOTHING",
        "pg_rewrite.definition",
    ),
    (
        "CREATE OR REPLACE VIEW app.seen AS SELECT id + 0 AS id FROM app.people",
        "rule \\\"_RETURN\\\" on app.seen: pg_rewrite.definition",
    ),
    (
        "REFRESH MATERIALIZED VIEW app.kept WITH NO DATA",
        "materialized view app.kept: pg_class.relispopulated = false",
    ),
    (
        "ALTER POLICY mine ON app.people USING (id = 2)",
        "policy mine on app.people: pg_policy.polqual",
    ),
    (
        "ALTER TABLE app.people ENABLE ROW LEVEL SECURITY",
        "table app.people: pg_class.relrowsecurity = true",
    ),
    (
        "ALTER SEQUENCE app.numbers INCREMENT 7",
        "sequence app.numbers: pg_sequence.seqincrement = 7",
    ),
    (
        "ALTER SEQUENCE app.numbers OWNED BY app.teams.id",
        "sequence app.numbers: depends (a) on table column app.teams.id",
    ),
    (
        "ALTER TABLE app.people OWNER TO pg_monitor",
        "table app.people: pg_class.relowner = role pg_monitor",
    ),
    (
        "GRANT SELECT ON app.people TO pg_monitor",
        "table app.people: pg_class.relacl",
    ),
    (
        "GRANT SELECT (photo) ON app.people TO pg_monitor",
        "table column app.people.photo: pg_attribute.attacl",
    ),
    (
        "CREATE ROLE blink_catalog; GRANT USAGE ON SCHEMA app TO blink_catalog",
        "schema app: depends (a) on role blink_catalog",
    ),
    (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO pg_monitor",
        "pg_default_acl.defaclacl",
    ),
    (
        "ALTER TABLE app.parts DETACH PARTITION app.part_a",
        "table app.part_a: pg_inherits.inhparent",
    ),
    (
        "ALTER TABLE app.parts ATTACH PARTITION app.spare DEFAULT",
        "table app.spare: pg_class.relpartbound = \"DEFAULT\"",
    ),
    (
        "ALTER TABLE app.heir NO INHERIT app.teams",
        "table app.heir: pg_inherits.inhparent = table app.teams",
    ),
    (
        "DROP STATISTICS app.pairs",
        "statistics object app.pairs: pg_statistic_ext.definition",
    ),
    (
        "ALTER PUBLICATION news DROP TABLE app.people",
        "publication relation app.people in publication news",
    ),
    (
        "ALTER PUBLICATION news SET (publish = 'insert')",
        "publication news: pg_publication.pubdelete = false",
    ),
    (
        "ALTER TYPE app.mood RENAME VALUE 'sad' TO 'blue'",
        "type app.mood: pg_enum.enumlabel = \"1 blue\"",
    ),
    (
        "ALTER DOMAIN app.name DROP CONSTRAINT name_check",
        "name_check on app.name",
    ),
    (
        "ALTER TYPE app.pair ADD ATTRIBUTE c int",
        "composite type column app.pair.c",
    ),
    (
        "CREATE OR REPLACE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "function app.touch(): pg_proc.definition",
    ),
    (
        "CREATE EVENT TRIGGER hears ON ddl_command_end EXECUTE FUNCTION app.hear()",
        "event trigger hears: pg_event_trigger.evtevent",
    ),
    (
        "ALTER SCHEMA app RENAME TO program",
        "schema program: pg_namespace.nspname",
    ),
    (
        "UPDATE pg_depend SET deptype = 'x' WHERE objid = 'app.people_photo'::regclass",
        "index app.people_photo: depends (x) on table column app.people.photo",
    ),
    (
        "INSERT INTO pg_seclabel VALUES ('app.people'::regclass, 'pg_class'::regclass, 0, 'p', 'l')",
        "table app.people: label of p = \"l\"",
    ),
];

/// Statements that a version brought.
pub(super) const NEWER_CHANGES: &[(u32, &str, &str)] = &[
    (
        14,
        "ALTER TABLE app.people ALTER photo SET COMPRESSION pglz",
        "pg_attribute.attcompression = \"p\"",
    ),
    (
        15,
        "ALTER PUBLICATION news SET TABLE app.people WHERE (id > 1)",
        "pg_publication_rel.prqual",
    ),
    (
        15,
        "ALTER PUBLICATION news ADD TABLES IN SCHEMA app",
        "pg_publication_namespace.pnnspid = schema app",
    ),
    (
        15,
        "CREATE UNIQUE INDEX people_nulls ON app.people (team) NULLS NOT DISTINCT",
        "pg_index.indnullsnotdistinct = true",
    ),
    (
        18,
        "ALTER TABLE app.people ALTER CONSTRAINT people_team_fkey NOT ENFORCED",
        "pg_constraint.conenforced = false",
    ),
    (
        18,
        "ALTER TABLE app.people ADD CONSTRAINT named NOT NULL team",
        "table constraint named on app.people",
    ),
];
