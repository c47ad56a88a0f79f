-- tool: SeaORM
-- leaves: seaql_migrations
CREATE TABLE seaql_migrations (version varchar NOT NULL PRIMARY KEY, applied_at bigint NOT NULL);
