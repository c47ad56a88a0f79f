-- tool: Alembic (SQLAlchemy)
-- leaves: alembic_version
CREATE TABLE alembic_version (version_num varchar(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num));
