-- tool: dbmate
-- leaves: schema_migrations
CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY);
