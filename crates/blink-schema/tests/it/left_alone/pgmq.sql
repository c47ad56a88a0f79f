-- tool: pgmq installed as SQL, not as an extension; pg_cron and pg_partman likewise
-- leaves: pgmq.meta, pgmq.q_orders, pgmq.a_orders, cron.job, cron.job_run_details, partman.part_config
CREATE SCHEMA pgmq;
CREATE TABLE pgmq.meta (queue_name varchar UNIQUE NOT NULL, is_partitioned boolean NOT NULL, is_unlogged boolean NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE pgmq.q_orders (msg_id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY, read_ct int NOT NULL DEFAULT 0, enqueued_at timestamptz NOT NULL DEFAULT now(), vt timestamptz NOT NULL, message jsonb, headers jsonb);
CREATE TABLE pgmq.a_orders (msg_id bigint PRIMARY KEY, read_ct int NOT NULL DEFAULT 0, enqueued_at timestamptz NOT NULL DEFAULT now(), archived_at timestamptz NOT NULL DEFAULT now(), vt timestamptz NOT NULL, message jsonb, headers jsonb);
CREATE SCHEMA cron;
CREATE TABLE cron.job (jobid bigserial PRIMARY KEY, schedule text NOT NULL, command text NOT NULL, nodename text NOT NULL DEFAULT 'localhost', nodeport integer NOT NULL DEFAULT 5432, database text NOT NULL, username text NOT NULL DEFAULT CURRENT_USER, active boolean NOT NULL DEFAULT true, jobname text);
CREATE TABLE cron.job_run_details (jobid bigint, runid bigserial PRIMARY KEY, job_pid integer, database text, username text, command text, status text, return_message text, start_time timestamptz, end_time timestamptz);
CREATE SCHEMA partman;
CREATE TABLE partman.part_config (parent_table text NOT NULL PRIMARY KEY, control text NOT NULL, partition_interval text NOT NULL, partition_type text NOT NULL, premake int NOT NULL DEFAULT 4, automatic_maintenance text NOT NULL DEFAULT 'on', retention text, template_table text, jobmon boolean NOT NULL DEFAULT true);
