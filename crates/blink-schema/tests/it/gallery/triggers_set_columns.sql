-- shows: triggers that set columns, and fill other tables
-- since: 12
-- ask: SELECT id FROM page WHERE search IS NULL OR slug <> lower(title) => nothing
-- ask: SELECT count(*) FROM page_history => 0
-- ask: SELECT (SELECT count(*) FROM page_audit) = (SELECT count(*) FROM page) => t
CREATE TABLE page (id serial PRIMARY KEY, title text NOT NULL, slug text, body text NOT NULL, search tsvector, updated_at timestamptz, word_count int);
CREATE TABLE page_audit (id bigserial PRIMARY KEY, page_id int NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(), what text NOT NULL);
CREATE TABLE page_history (page_id int NOT NULL, old_title text NOT NULL);
CREATE FUNCTION page_before() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    NEW.slug := lower(NEW.title); NEW.search := to_tsvector('simple', NEW.body); NEW.updated_at := now(); NEW.word_count := length(NEW.body); RETURN NEW; END $$;
CREATE FUNCTION page_after() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO page_audit (page_id, what) VALUES (NEW.id, TG_OP); RETURN NULL; END $$;
CREATE FUNCTION page_changed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO page_history VALUES (OLD.id, OLD.title); RETURN NULL; END $$;
CREATE TRIGGER page_before BEFORE INSERT OR UPDATE ON page FOR EACH ROW EXECUTE FUNCTION page_before();
CREATE TRIGGER page_after AFTER INSERT ON page FOR EACH ROW EXECUTE FUNCTION page_after();
CREATE TRIGGER page_changed AFTER UPDATE ON page FOR EACH ROW EXECUTE FUNCTION page_changed();
-- empty: page_history
-- constant: page_audit.what, page.updated_at
