-- tool: node-pg-migrate, Drizzle, MikroORM, Kysely, Phinx, Yoyo, Tern, MyBatis, Play, Atlas, Dbmigrate
-- leaves: pgmigrations, drizzle.__drizzle_migrations, mikro_orm_migrations, kysely_migration, kysely_migration_lock, phinxlog, _yoyo_migration, _yoyo_version, yoyo_lock, schema_version, play_evolutions, play_evolutions_lock, atlas_schema_revisions
CREATE TABLE pgmigrations (id serial PRIMARY KEY, name varchar(255) NOT NULL, run_on timestamp NOT NULL);
CREATE SCHEMA drizzle;
CREATE TABLE drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint);
CREATE TABLE mikro_orm_migrations (id serial PRIMARY KEY, name varchar(255), executed_at timestamptz DEFAULT CURRENT_TIMESTAMP);
CREATE TABLE kysely_migration (name varchar(255) NOT NULL PRIMARY KEY, "timestamp" varchar(255) NOT NULL);
CREATE TABLE kysely_migration_lock (id varchar(255) NOT NULL PRIMARY KEY, is_locked integer DEFAULT 0 NOT NULL);
CREATE TABLE phinxlog (version bigint NOT NULL PRIMARY KEY, migration_name varchar(100), start_time timestamp, end_time timestamp, breakpoint boolean NOT NULL DEFAULT false);
CREATE TABLE _yoyo_migration (migration_hash varchar(64) NOT NULL PRIMARY KEY, migration_id varchar(255), applied_at_utc timestamp);
CREATE TABLE _yoyo_version (version integer NOT NULL PRIMARY KEY, installed_at_utc timestamp);
CREATE TABLE yoyo_lock (locked integer DEFAULT 1 PRIMARY KEY, ctime timestamp, pid integer NOT NULL);
CREATE TABLE schema_version (version int4 NOT NULL);
CREATE TABLE play_evolutions (id int NOT NULL PRIMARY KEY, hash varchar(255) NOT NULL, applied_at timestamp NOT NULL, apply_script text, revert_script text, state varchar(255), last_problem text);
CREATE TABLE play_evolutions_lock (lock int PRIMARY KEY);
CREATE TABLE atlas_schema_revisions (version varchar NOT NULL PRIMARY KEY, description varchar NOT NULL, type bigint NOT NULL DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, executed_at timestamptz NOT NULL, execution_time bigint NOT NULL, error text, error_stmt text, hash varchar NOT NULL, partial_hashes jsonb, operator_version varchar NOT NULL);
