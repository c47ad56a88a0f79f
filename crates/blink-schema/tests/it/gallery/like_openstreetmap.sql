-- shows: in the manner of OpenStreetMap: versions of elements with composite keys, enums, current and old tables, positions as integers
-- since: 12
-- ask: SELECT n.node_id FROM nodes n WHERE version < 1 => nothing
-- ask: SELECT way_id FROM way_nodes GROUP BY way_id, version HAVING max(sequence_id) <> count(*) => nothing
-- ask: SELECT id FROM changesets WHERE closed_at < created_at OR min_lat > max_lat OR min_lon > max_lon => nothing
CREATE TYPE user_status AS ENUM ('pending', 'active', 'confirmed', 'suspended', 'deleted');
CREATE TYPE member_type AS ENUM ('Node', 'Way', 'Relation');
CREATE TABLE users (email varchar NOT NULL UNIQUE, id bigserial PRIMARY KEY, pass_crypt varchar NOT NULL, creation_time timestamp NOT NULL, display_name varchar NOT NULL DEFAULT '' UNIQUE, data_public boolean NOT NULL DEFAULT false, home_lat double precision, home_lon double precision, home_zoom smallint DEFAULT 3, status user_status NOT NULL DEFAULT 'pending', languages varchar);
CREATE TABLE changesets (id bigserial PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, created_at timestamp NOT NULL, min_lat int, max_lat int, min_lon int, max_lon int, closed_at timestamp NOT NULL, num_changes int NOT NULL DEFAULT 0, CHECK (min_lat <= max_lat), CHECK (min_lon <= max_lon));
CREATE TABLE nodes (node_id bigint NOT NULL, latitude int NOT NULL CHECK (latitude BETWEEN -900000000 AND 900000000), longitude int NOT NULL CHECK (longitude BETWEEN -1800000000 AND 1800000000), changeset_id bigint NOT NULL REFERENCES changesets, visible boolean NOT NULL, "timestamp" timestamp NOT NULL, tile bigint NOT NULL, version bigint NOT NULL CHECK (version > 0), PRIMARY KEY (node_id, version));
CREATE TABLE node_tags (node_id bigint NOT NULL, version bigint NOT NULL, k varchar NOT NULL DEFAULT '', v varchar NOT NULL DEFAULT '', PRIMARY KEY (node_id, version, k), FOREIGN KEY (node_id, version) REFERENCES nodes);
CREATE TABLE ways (way_id bigint NOT NULL, changeset_id bigint NOT NULL REFERENCES changesets, "timestamp" timestamp NOT NULL, version bigint NOT NULL, visible boolean NOT NULL DEFAULT true, PRIMARY KEY (way_id, version));
CREATE TABLE way_nodes (way_id bigint NOT NULL, node_id bigint NOT NULL, version bigint NOT NULL, sequence_id bigint NOT NULL, PRIMARY KEY (way_id, version, sequence_id), FOREIGN KEY (way_id, version) REFERENCES ways);
CREATE TABLE relation_members (relation_id bigint NOT NULL, member_type member_type NOT NULL, member_id bigint NOT NULL, member_role varchar NOT NULL, version bigint NOT NULL DEFAULT 0, sequence_id int NOT NULL DEFAULT 0, PRIMARY KEY (relation_id, version, member_type, member_id, member_role, sequence_id));
CREATE TABLE diary_entries (id bigserial PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, title varchar NOT NULL, body text NOT NULL, created_at timestamp NOT NULL, updated_at timestamp NOT NULL, latitude double precision, longitude double precision, visible boolean NOT NULL DEFAULT true);
