-- tool: Doctrine Migrations and Symfony: messenger, sessions, locks, cache
-- leaves: doctrine_migration_versions, messenger_messages, sessions, lock_keys, cache_items
CREATE TABLE doctrine_migration_versions (version varchar(191) NOT NULL PRIMARY KEY, executed_at timestamp(0) DEFAULT NULL, execution_time integer);
CREATE TABLE messenger_messages (id bigserial NOT NULL PRIMARY KEY, body text NOT NULL, headers text NOT NULL, queue_name varchar(190) NOT NULL, created_at timestamp(0) NOT NULL, available_at timestamp(0) NOT NULL, delivered_at timestamp(0) DEFAULT NULL);
CREATE TABLE sessions (sess_id varchar(128) NOT NULL PRIMARY KEY, sess_data bytea NOT NULL, sess_lifetime integer NOT NULL, sess_time integer NOT NULL);
CREATE TABLE lock_keys (key_id varchar(64) NOT NULL PRIMARY KEY, key_token varchar(44) NOT NULL, key_expiration integer NOT NULL);
CREATE TABLE cache_items (item_id varchar(255) NOT NULL PRIMARY KEY, item_data bytea NOT NULL, item_lifetime integer, item_time integer NOT NULL);
