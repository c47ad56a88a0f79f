-- shows: in the manner of a content management system: posts and their meta, terms, revisions, menus, media, slugs by language
-- since: 12
-- ask: SELECT id FROM entry WHERE (status = 'published') <> (published_at IS NOT NULL) => nothing
-- ask: SELECT entry_id FROM revision GROUP BY 1 HAVING max(number) <> count(*) OR min(number) <> 1 => nothing
-- ask at 100: SELECT count(DISTINCT status) FROM entry => 4
-- ask: SELECT id FROM media WHERE mime_type !~ '^[a-z]+/[a-z0-9.+-]+$' OR size_bytes <= 0 => nothing
CREATE TABLE author (id serial PRIMARY KEY, display_name text NOT NULL, email text NOT NULL UNIQUE, bio text);
CREATE TABLE entry (id serial PRIMARY KEY, author_id int NOT NULL REFERENCES author, status varchar(20) NOT NULL CHECK (status IN ('draft', 'scheduled', 'published', 'archived')), published_at timestamptz, scheduled_for timestamptz, created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL,
    CHECK ((status = 'published') = (published_at IS NOT NULL)), CHECK (status <> 'scheduled' OR scheduled_for > created_at), CHECK (updated_at >= created_at));
CREATE TABLE entry_translation (entry_id int NOT NULL REFERENCES entry, locale char(5) NOT NULL CHECK (locale IN ('en_US', 'de_DE', 'fr_FR')), title varchar(200) NOT NULL, slug varchar(200) NOT NULL, content text NOT NULL, excerpt varchar(300), PRIMARY KEY (entry_id, locale), UNIQUE (locale, slug));
CREATE TABLE revision (entry_id int NOT NULL REFERENCES entry, number int NOT NULL, body jsonb NOT NULL, created_at timestamptz NOT NULL, PRIMARY KEY (entry_id, number));
CREATE TABLE term (id serial PRIMARY KEY, taxonomy text NOT NULL CHECK (taxonomy IN ('category', 'tag')), parent_id int REFERENCES term, name varchar(80) NOT NULL, slug varchar(80) NOT NULL, UNIQUE (taxonomy, slug), CHECK (taxonomy = 'category' OR parent_id IS NULL));
CREATE TABLE entry_term (entry_id int REFERENCES entry, term_id int REFERENCES term, PRIMARY KEY (entry_id, term_id));
CREATE TABLE media (id serial PRIMARY KEY, file_name text NOT NULL, mime_type varchar(100) NOT NULL, size_bytes bigint NOT NULL CHECK (size_bytes > 0), width int, height int, alt text, url text NOT NULL, CHECK ((width IS NULL) = (height IS NULL)));
CREATE TABLE menu_item (id serial PRIMARY KEY, parent_id int REFERENCES menu_item, entry_id int REFERENCES entry, url text, label text NOT NULL, position int NOT NULL, CHECK (num_nonnulls(entry_id, url) = 1));
CREATE TABLE entry_meta (id bigserial PRIMARY KEY, entry_id int NOT NULL REFERENCES entry, key varchar(255) NOT NULL, value text, UNIQUE (entry_id, key));
