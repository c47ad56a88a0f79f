-- tool: connect-pg-simple, Phoenix and gorilla sessions, rack sessions, unlogged caches
-- leaves: session, http_sessions, web_sessions, cache_entries, rate_limits
-- fills: users_tokens, users
CREATE TABLE session (sid varchar NOT NULL PRIMARY KEY, sess json NOT NULL, expire timestamp(6) NOT NULL);
CREATE INDEX "IDX_session_expire" ON session (expire);
CREATE TABLE http_sessions (id bigserial PRIMARY KEY, key bytea, data bytea, created_on timestamptz DEFAULT now(), modified_on timestamptz, expires_on timestamptz);
CREATE TABLE web_sessions (token text PRIMARY KEY, data bytea NOT NULL, expiry timestamptz NOT NULL);
CREATE UNLOGGED TABLE cache_entries (key text PRIMARY KEY, value bytea NOT NULL, expires_at timestamptz);
CREATE UNLOGGED TABLE rate_limits (key text PRIMARY KEY, tokens int NOT NULL, expires_at timestamptz NOT NULL);
CREATE TABLE users (id bigserial PRIMARY KEY, email text NOT NULL UNIQUE, hashed_password varchar(255) NOT NULL);
CREATE TABLE users_tokens (id bigserial PRIMARY KEY, user_id bigint NOT NULL REFERENCES users ON DELETE CASCADE, token bytea NOT NULL, context varchar(255) NOT NULL, sent_to varchar(255), inserted_at timestamp(0) NOT NULL, UNIQUE (context, token));
