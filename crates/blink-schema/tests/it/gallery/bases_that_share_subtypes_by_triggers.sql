-- shows: two supertypes that have a subtype in common, so that the keys of all three subtypes have to differ
-- since: 12
-- ask: SELECT (SELECT count(*) FROM art) + (SELECT count(*) FROM clip) = (SELECT count(*) FROM picture) => t
-- ask: SELECT (SELECT count(*) FROM clip) + (SELECT count(*) FROM song) = (SELECT count(*) FROM sound) => t
-- ask: SELECT count(*) > 0 FROM art => t
-- ask: SELECT count(*) > 0 FROM clip => t
-- ask: SELECT count(*) > 0 FROM song => t
CREATE TABLE picture (id bigint PRIMARY KEY, code text NOT NULL UNIQUE);
CREATE TABLE sound (id bigint PRIMARY KEY);
CREATE TABLE art (id bigint PRIMARY KEY REFERENCES picture, code text NOT NULL);
CREATE TABLE clip (id bigint PRIMARY KEY REFERENCES picture REFERENCES sound, code text NOT NULL);
CREATE TABLE song (id bigint PRIMARY KEY REFERENCES sound);
CREATE FUNCTION store_picture() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO picture (id, code) VALUES (NEW.id, NEW.code); RETURN NEW; END $$;
CREATE FUNCTION store_sound() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO sound (id) VALUES (NEW.id); RETURN NEW; END $$;
CREATE TRIGGER store_picture BEFORE INSERT ON art FOR EACH ROW EXECUTE FUNCTION store_picture();
CREATE TRIGGER store_picture BEFORE INSERT ON clip FOR EACH ROW EXECUTE FUNCTION store_picture();
CREATE TRIGGER store_sound BEFORE INSERT ON clip FOR EACH ROW EXECUTE FUNCTION store_sound();
CREATE TRIGGER store_sound BEFORE INSERT ON song FOR EACH ROW EXECUTE FUNCTION store_sound();
