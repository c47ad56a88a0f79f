-- tool: pg-boss
-- leaves: pgboss.version, pgboss.queue, pgboss.job, pgboss.schedule, pgboss.subscription, pgboss.archive
CREATE SCHEMA pgboss;
CREATE TYPE pgboss.job_state AS ENUM ('created', 'retry', 'active', 'completed', 'cancelled', 'failed');
CREATE TABLE pgboss.version (version int PRIMARY KEY, maintained_on timestamptz, cron_on timestamptz, monitored_on timestamptz);
CREATE TABLE pgboss.queue (name text PRIMARY KEY, policy text, retry_limit int, retry_delay int, created_on timestamptz NOT NULL DEFAULT now(), updated_on timestamptz NOT NULL DEFAULT now());
CREATE TABLE pgboss.job (id uuid NOT NULL DEFAULT md5(random()::text)::uuid, name text NOT NULL, priority integer NOT NULL DEFAULT 0, data jsonb, state pgboss.job_state NOT NULL DEFAULT 'created', retry_limit integer NOT NULL DEFAULT 2, retry_count integer NOT NULL DEFAULT 0, start_after timestamptz NOT NULL DEFAULT now(), started_on timestamptz, singleton_key text, expire_in interval NOT NULL DEFAULT interval '15 minutes', created_on timestamptz NOT NULL DEFAULT now(), completed_on timestamptz, keep_until timestamptz NOT NULL DEFAULT now() + interval '14 days', output jsonb, PRIMARY KEY (name, id)) PARTITION BY LIST (name);
CREATE TABLE pgboss.schedule (name text PRIMARY KEY REFERENCES pgboss.queue ON DELETE CASCADE, cron text NOT NULL, timezone text, data jsonb, options jsonb, created_on timestamptz NOT NULL DEFAULT now(), updated_on timestamptz NOT NULL DEFAULT now());
CREATE TABLE pgboss.subscription (event text NOT NULL, name text NOT NULL REFERENCES pgboss.queue ON DELETE CASCADE, created_on timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (event, name));
CREATE TABLE pgboss.archive (id uuid NOT NULL, name text NOT NULL, data jsonb, state text, archived_on timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (name, id));
