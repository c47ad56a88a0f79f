-- tool: golang-migrate, whose table has the name of Rails' and other columns
-- leaves: schema_migrations
CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL);
