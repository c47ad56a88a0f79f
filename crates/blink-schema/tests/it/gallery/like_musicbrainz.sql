-- shows: in the manner of MusicBrainz: gids, dates in three columns, credits, links with attributes, CHECKs on every text, tables of types
-- since: 12
-- ask: SELECT id FROM artist WHERE end_year < begin_year => nothing
-- ask: SELECT medium FROM track GROUP BY 1 HAVING max(position) <> count(*) => nothing
-- ask: SELECT artist_credit FROM artist_credit_name GROUP BY 1 HAVING max(position) - min(position) <> count(*) - 1 OR min(position) NOT IN (0, 1) => nothing
-- may be empty at 1: link_artist_release
CREATE FUNCTION controlled(value text) RETURNS boolean IMMUTABLE STRICT LANGUAGE sql AS $$ SELECT value <> '' AND value !~ '^\s' AND value !~ '\s$' AND value !~ '\s\s' $$;
CREATE TABLE gender (id serial PRIMARY KEY, name varchar(255) NOT NULL, parent int REFERENCES gender, child_order int NOT NULL DEFAULT 0, description text, gid uuid NOT NULL UNIQUE);
CREATE TABLE artist_type (id serial PRIMARY KEY, name varchar(255) NOT NULL, parent int REFERENCES artist_type, gid uuid NOT NULL UNIQUE);
CREATE TABLE artist (
    id serial PRIMARY KEY, gid uuid NOT NULL UNIQUE, name varchar NOT NULL CHECK (controlled(name)), sort_name varchar NOT NULL CHECK (controlled(sort_name)), begin_year smallint, begin_month smallint CHECK (begin_month BETWEEN 1 AND 12), begin_day smallint CHECK (begin_day BETWEEN 1 AND 28),
    end_year smallint, type int REFERENCES artist_type, gender int REFERENCES gender, comment varchar(255) NOT NULL DEFAULT '', edits_pending int NOT NULL DEFAULT 0 CHECK (edits_pending >= 0), ended boolean NOT NULL DEFAULT false, last_updated timestamptz DEFAULT now(),
    CONSTRAINT ended_check CHECK ((end_year IS NOT NULL AND ended) OR end_year IS NULL), CHECK (begin_year IS NULL OR end_year IS NULL OR begin_year <= end_year));
CREATE UNIQUE INDEX artist_alias ON artist (name) WHERE comment = '';
CREATE UNIQUE INDEX artist_comment ON artist (name, comment) WHERE comment <> '';
CREATE TABLE artist_credit (id serial PRIMARY KEY, name varchar NOT NULL, artist_count smallint NOT NULL, ref_count int DEFAULT 0, created timestamptz DEFAULT now(), gid uuid NOT NULL UNIQUE);
CREATE TABLE artist_credit_name (artist_credit int NOT NULL REFERENCES artist_credit ON DELETE CASCADE, position smallint NOT NULL, artist int NOT NULL REFERENCES artist, name varchar NOT NULL, join_phrase text NOT NULL DEFAULT '', PRIMARY KEY (artist_credit, position));
CREATE TABLE release (id serial PRIMARY KEY, gid uuid NOT NULL UNIQUE, name varchar NOT NULL, artist_credit int NOT NULL REFERENCES artist_credit, barcode varchar(255), quality smallint NOT NULL DEFAULT -1, comment varchar(255) NOT NULL DEFAULT '');
CREATE TABLE medium (id serial PRIMARY KEY, release int NOT NULL REFERENCES release, position int NOT NULL, name varchar NOT NULL DEFAULT '', track_count int NOT NULL DEFAULT 0 CHECK (track_count >= 0), UNIQUE (release, position));
CREATE TABLE track (id serial PRIMARY KEY, gid uuid NOT NULL UNIQUE, medium int NOT NULL REFERENCES medium, position int NOT NULL CHECK (position > 0), number text NOT NULL, name varchar NOT NULL, length int CHECK (length IS NULL OR length > 0), is_data_track boolean NOT NULL DEFAULT false, UNIQUE (medium, position) DEFERRABLE INITIALLY IMMEDIATE);
CREATE TABLE link_artist_release (id serial PRIMARY KEY, entity0 int NOT NULL REFERENCES artist, entity1 int NOT NULL REFERENCES release, link_order int NOT NULL DEFAULT 0 CHECK (link_order >= 0), entity0_credit text NOT NULL DEFAULT '', UNIQUE (entity0, entity1, link_order));
