-- tool: Laravel: migrations, queue, sessions, cache, password resets, tokens
-- leaves: migrations, jobs, job_batches, failed_jobs, sessions, cache, cache_locks, password_reset_tokens
-- fills: users
CREATE TABLE migrations (id serial PRIMARY KEY, migration varchar(255) NOT NULL, batch integer NOT NULL);
CREATE TABLE users (id bigserial PRIMARY KEY, name varchar(255) NOT NULL, email varchar(255) NOT NULL UNIQUE, email_verified_at timestamp(0), password varchar(255) NOT NULL, remember_token varchar(100), created_at timestamp(0), updated_at timestamp(0));
CREATE TABLE password_reset_tokens (email varchar(255) NOT NULL PRIMARY KEY, token varchar(255) NOT NULL, created_at timestamp(0));
CREATE TABLE sessions (id varchar(255) NOT NULL PRIMARY KEY, user_id bigint, ip_address varchar(45), user_agent text, payload text NOT NULL, last_activity integer NOT NULL);
CREATE TABLE cache (key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expiration integer NOT NULL);
CREATE TABLE cache_locks (key varchar(255) NOT NULL PRIMARY KEY, owner varchar(255) NOT NULL, expiration integer NOT NULL);
CREATE TABLE jobs (id bigserial PRIMARY KEY, queue varchar(255) NOT NULL, payload text NOT NULL, attempts smallint NOT NULL, reserved_at integer, available_at integer NOT NULL, created_at integer NOT NULL);
CREATE TABLE job_batches (id varchar(255) NOT NULL PRIMARY KEY, name varchar(255) NOT NULL, total_jobs integer NOT NULL, pending_jobs integer NOT NULL, failed_jobs integer NOT NULL, failed_job_ids text NOT NULL, options text, cancelled_at integer, created_at integer NOT NULL, finished_at integer);
CREATE TABLE failed_jobs (id bigserial PRIMARY KEY, uuid varchar(255) NOT NULL UNIQUE, connection text NOT NULL, queue text NOT NULL, payload text NOT NULL, exception text NOT NULL, failed_at timestamp(0) NOT NULL DEFAULT CURRENT_TIMESTAMP);
