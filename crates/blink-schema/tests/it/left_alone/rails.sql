-- tool: Rails: Active Record's migrations; sessions of activerecord-session_store
-- leaves: schema_migrations, ar_internal_metadata, sessions
-- fills: articles
CREATE TABLE schema_migrations (version character varying NOT NULL PRIMARY KEY);
CREATE TABLE ar_internal_metadata (key character varying NOT NULL PRIMARY KEY, value character varying, created_at timestamp(6) without time zone NOT NULL, updated_at timestamp(6) without time zone NOT NULL);
CREATE TABLE sessions (id bigserial PRIMARY KEY, session_id character varying NOT NULL, data text, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
CREATE UNIQUE INDEX index_sessions_on_session_id ON sessions (session_id);
CREATE TABLE articles (id bigserial PRIMARY KEY, title character varying, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL);
