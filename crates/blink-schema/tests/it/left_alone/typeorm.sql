-- tool: TypeORM, whose migrations table is called `migrations`
-- leaves: migrations, typeorm_metadata
CREATE TABLE migrations (id serial NOT NULL, "timestamp" bigint NOT NULL, name varchar NOT NULL, CONSTRAINT "PK_8c82d7f526340ab734260ea46be" PRIMARY KEY (id));
CREATE TABLE typeorm_metadata (type varchar NOT NULL, database varchar, schema varchar, "table" varchar, name varchar, value text);
