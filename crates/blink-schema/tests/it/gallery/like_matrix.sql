-- shows: in the manner of a chat server: texts as keys without foreign keys, events in a graph, stream numbers, states
-- constant: users.password_hash
-- since: 12
-- ask: SELECT event_id FROM events WHERE stream_ordering <= 0 => nothing
CREATE TABLE users (name text UNIQUE, password_hash text, creation_ts bigint, admin smallint NOT NULL DEFAULT 0, is_guest smallint NOT NULL DEFAULT 0, deactivated smallint NOT NULL DEFAULT 0);
CREATE TABLE rooms (room_id text PRIMARY KEY, is_public boolean, creator text, room_version text);
CREATE TABLE events (topological_ordering bigint NOT NULL, event_id text NOT NULL UNIQUE, type text NOT NULL, room_id text NOT NULL, content text, processed boolean NOT NULL, outlier boolean NOT NULL, depth bigint NOT NULL DEFAULT 0, origin_server_ts bigint, stream_ordering bigint PRIMARY KEY CHECK (stream_ordering > 0), sender text);
CREATE TABLE event_edges (event_id text NOT NULL REFERENCES events (event_id), prev_event_id text NOT NULL, room_id text, is_state boolean NOT NULL DEFAULT false, PRIMARY KEY (event_id, prev_event_id));
CREATE TABLE room_memberships (event_id text NOT NULL UNIQUE REFERENCES events (event_id), user_id text NOT NULL, sender text NOT NULL, room_id text NOT NULL, membership text NOT NULL CHECK (membership IN ('join', 'leave', 'invite', 'ban', 'knock')));
CREATE TABLE devices (user_id text NOT NULL, device_id text NOT NULL, display_name text, last_seen bigint, ip text, user_agent text, hidden boolean DEFAULT false, UNIQUE (user_id, device_id));
CREATE TABLE access_tokens (id bigint PRIMARY KEY, user_id text NOT NULL, device_id text, token text NOT NULL UNIQUE, valid_until_ms bigint);
CREATE TABLE background_updates (update_name text PRIMARY KEY, progress_json text NOT NULL, depends_on text, ordering int NOT NULL DEFAULT 0);
-- may be empty: access_tokens, background_updates
