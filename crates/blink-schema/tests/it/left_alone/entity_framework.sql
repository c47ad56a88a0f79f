-- tool: Entity Framework Core, FluentMigrator, DbUp, Evolve
-- leaves: __EFMigrationsHistory, VersionInfo, schemaversions, changelog
CREATE TABLE "__EFMigrationsHistory" ("MigrationId" varchar(150) NOT NULL CONSTRAINT "PK___EFMigrationsHistory" PRIMARY KEY, "ProductVersion" varchar(32) NOT NULL);
CREATE TABLE "VersionInfo" ("Version" bigint NOT NULL, "AppliedOn" timestamp, "Description" varchar(1024));
CREATE TABLE schemaversions (schemaversionsid integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, scriptname varchar(255) NOT NULL, applied timestamp NOT NULL);
CREATE TABLE changelog (id serial PRIMARY KEY, type smallint, version varchar(50), description varchar(200) NOT NULL, name varchar(300) NOT NULL, checksum varchar(32), installed_by varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT now(), success boolean NOT NULL);
