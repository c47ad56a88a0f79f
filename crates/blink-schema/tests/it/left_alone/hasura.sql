-- tool: Hasura: its schemas hdb_catalog and hdb_lib
-- leaves: hdb_catalog.hdb_version, hdb_catalog.hdb_metadata, hdb_catalog.event_log, hdb_catalog.hdb_cron_events, hdb_catalog.hdb_schema_notifications
CREATE SCHEMA hdb_catalog;
CREATE TABLE hdb_catalog.hdb_version (hasura_uuid uuid NOT NULL PRIMARY KEY DEFAULT md5(random()::text)::uuid, version text NOT NULL, upgraded_on timestamptz NOT NULL, cli_state jsonb NOT NULL DEFAULT '{}', console_state jsonb NOT NULL DEFAULT '{}', ee_client_id text, ee_client_secret text);
CREATE UNIQUE INDEX hdb_version_one_row ON hdb_catalog.hdb_version (((version IS NOT NULL)));
CREATE TABLE hdb_catalog.hdb_metadata (id integer PRIMARY KEY, metadata json NOT NULL, resource_version integer NOT NULL DEFAULT 1 UNIQUE);
CREATE TABLE hdb_catalog.event_log (id text PRIMARY KEY, schema_name text NOT NULL, table_name text NOT NULL, trigger_name text NOT NULL, payload jsonb NOT NULL, delivered boolean NOT NULL DEFAULT false, error boolean NOT NULL DEFAULT false, tries integer NOT NULL DEFAULT 0, created_at timestamp DEFAULT now(), locked timestamptz, next_retry_at timestamp, archived boolean NOT NULL DEFAULT false);
CREATE TABLE hdb_catalog.hdb_cron_events (id text PRIMARY KEY, trigger_name text NOT NULL, scheduled_time timestamptz NOT NULL, status text NOT NULL DEFAULT 'scheduled' CHECK (status IN ('scheduled', 'locked', 'delivered', 'error', 'dead')), tries integer NOT NULL DEFAULT 0, created_at timestamptz DEFAULT now(), next_retry_at timestamptz);
CREATE TABLE hdb_catalog.hdb_schema_notifications (id integer NOT NULL PRIMARY KEY CHECK (id = 1), notification json NOT NULL, resource_version integer NOT NULL DEFAULT 1, instance_id uuid NOT NULL, updated_at timestamptz DEFAULT now());
