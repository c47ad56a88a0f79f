-- tool: Que
-- leaves: que_jobs, que_lockers, que_values
CREATE TABLE que_jobs (priority smallint NOT NULL DEFAULT 100, run_at timestamptz NOT NULL DEFAULT now(), id bigserial PRIMARY KEY, job_class text NOT NULL, error_count integer NOT NULL DEFAULT 0, last_error_message text, queue text NOT NULL DEFAULT 'default', last_error_backtrace text, finished_at timestamptz, expired_at timestamptz, args jsonb NOT NULL DEFAULT '[]', data jsonb NOT NULL DEFAULT '{}', job_schema_version integer DEFAULT 2, kwargs jsonb NOT NULL DEFAULT '{}',
    CONSTRAINT queue_length CHECK (char_length(queue) <= 100), CONSTRAINT valid_args CHECK (jsonb_typeof(args) = 'array'), CONSTRAINT valid_data CHECK (jsonb_typeof(data) = 'object'));
CREATE UNLOGGED TABLE que_lockers (pid integer NOT NULL PRIMARY KEY, worker_count integer NOT NULL CHECK (worker_count > 0), worker_priorities integer[] NOT NULL, ruby_pid integer NOT NULL, ruby_hostname text NOT NULL, queues text[] NOT NULL, listening boolean NOT NULL, job_schema_version integer DEFAULT 1);
CREATE TABLE que_values (key text PRIMARY KEY, value jsonb NOT NULL DEFAULT '{}', CONSTRAINT valid_value CHECK (jsonb_typeof(value) = 'object'));
