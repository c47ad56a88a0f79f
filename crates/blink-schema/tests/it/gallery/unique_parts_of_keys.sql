-- shows: unique sets that have only parts of the keys which they refer to: rows of different parents can be equal there
-- since: 12
-- ask at 100: SELECT count(*) > 1 FROM group_config => t
-- ask: SELECT count(*) = 0 FROM group_config g JOIN config c USING (version_tag, type_name, cluster_id) WHERE c.id IS NULL => t
-- ask at 100: SELECT count(*) > 1 FROM applied => t
CREATE TABLE cluster (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE config (
    id bigint PRIMARY KEY,
    cluster_id bigint NOT NULL REFERENCES cluster,
    type_name text NOT NULL CHECK (type_name IN ('core', 'network', 'storage')),
    version bigint NOT NULL,
    version_tag varchar(255) NOT NULL,
    UNIQUE (version_tag, type_name, cluster_id),
    UNIQUE (cluster_id, type_name, version));
CREATE TABLE host_group (id bigint PRIMARY KEY, cluster_id bigint NOT NULL REFERENCES cluster, name text NOT NULL);
-- Of a type only one version for each group.
CREATE TABLE group_config (
    group_id bigint NOT NULL REFERENCES host_group,
    cluster_id bigint NOT NULL,
    type_name text NOT NULL,
    version_tag varchar(255) NOT NULL,
    PRIMARY KEY (group_id, cluster_id, type_name),
    FOREIGN KEY (version_tag, type_name, cluster_id) REFERENCES config (version_tag, type_name, cluster_id));
-- The version is not in the set, and a number of its own is.
CREATE TABLE applied (
    cluster_id bigint NOT NULL,
    type_name text NOT NULL,
    version_tag varchar(255) NOT NULL,
    attempt int NOT NULL,
    UNIQUE (cluster_id, type_name, attempt),
    FOREIGN KEY (version_tag, type_name, cluster_id) REFERENCES config (version_tag, type_name, cluster_id));
