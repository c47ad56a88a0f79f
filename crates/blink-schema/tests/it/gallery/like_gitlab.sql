-- shows: in the manner of GitLab: char_length CHECKs with generated names, smallint states, one of group and project, NOT VALID, sharding keys, hashes
-- constant: users.encrypted_password
-- since: 12
-- ask: SELECT id FROM todos WHERE num_nonnulls(group_id, project_id) <> 1 => nothing
-- ask: SELECT project_id FROM issues GROUP BY project_id, iid HAVING count(*) > 1 => nothing
-- ask at 100: SELECT count(DISTINCT state_id) > 1 FROM issues => t
CREATE TABLE namespaces (id bigserial PRIMARY KEY, name varchar NOT NULL, path varchar NOT NULL, parent_id bigint REFERENCES namespaces, type varchar NOT NULL DEFAULT 'Group', traversal_ids bigint[] NOT NULL DEFAULT '{}', created_at timestamp, updated_at timestamp,
    CONSTRAINT check_2eae3bdf93 CHECK (char_length(path::text) <= 255), CONSTRAINT check_type CHECK (type IN ('Group', 'User', 'Project')));
CREATE TABLE users (id bigserial PRIMARY KEY, email varchar NOT NULL DEFAULT '', encrypted_password varchar NOT NULL DEFAULT '', username varchar UNIQUE, sign_in_count int DEFAULT 0, user_type smallint DEFAULT 0, color_scheme_id int NOT NULL DEFAULT 1, created_at timestamp,
    CONSTRAINT check_bd8b4b3a12 CHECK (char_length(username::text) <= 255));
CREATE UNIQUE INDEX users_email ON users (email);
CREATE TABLE projects (id bigserial PRIMARY KEY, name varchar NOT NULL, path varchar NOT NULL, namespace_id bigint NOT NULL REFERENCES namespaces, creator_id bigint REFERENCES users ON DELETE SET NULL, visibility_level smallint NOT NULL DEFAULT 0 CHECK (visibility_level IN (0, 10, 20)), star_count int NOT NULL DEFAULT 0, created_at timestamptz, updated_at timestamptz);
CREATE UNIQUE INDEX projects_path ON projects (namespace_id, lower(path::text));
CREATE TABLE issues (id bigserial PRIMARY KEY, iid int NOT NULL, project_id bigint NOT NULL REFERENCES projects ON DELETE CASCADE, author_id bigint REFERENCES users, title varchar, description text, state_id smallint NOT NULL DEFAULT 1 CHECK (state_id IN (1, 2)), closed_at timestamptz, created_at timestamptz, updated_at timestamptz, relative_position int, lock_version int DEFAULT 0, namespace_id bigint,
    CONSTRAINT check_fba63f706d CHECK (project_id IS NOT NULL OR namespace_id IS NOT NULL));
CREATE UNIQUE INDEX issues_iid ON issues (project_id, iid);
CREATE TABLE labels (id bigserial PRIMARY KEY, title varchar NOT NULL, color varchar NOT NULL CHECK (color ~ '^#[0-9A-Fa-f]{6}$'), project_id bigint REFERENCES projects, group_id bigint REFERENCES namespaces, CONSTRAINT check_label CHECK (num_nonnulls(group_id, project_id) <= 1));
CREATE UNIQUE INDEX labels_title_p ON labels (project_id, title) WHERE group_id IS NULL;
CREATE UNIQUE INDEX labels_title_g ON labels (group_id, title) WHERE project_id IS NULL;
CREATE TABLE todos (id bigserial PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, project_id bigint REFERENCES projects, group_id bigint REFERENCES namespaces, target_type varchar NOT NULL, target_id bigint, state varchar NOT NULL, commit_id varchar, note text, CONSTRAINT check_3c13ed1c7a CHECK (num_nonnulls(group_id, project_id) = 1), CONSTRAINT check_note CHECK (char_length(note) <= 1024));
CREATE TABLE package_files (id bigserial PRIMARY KEY, project_id bigint NOT NULL, file_name text NOT NULL, file_sha1 bytea, file_md5 bytea, size bigint, status smallint NOT NULL DEFAULT 0, CONSTRAINT check_name CHECK (char_length(file_name) <= 255), CONSTRAINT check_sha1 CHECK (octet_length(file_sha1) = 20));
ALTER TABLE package_files ADD CONSTRAINT fk_package FOREIGN KEY (project_id) REFERENCES projects NOT VALID;
