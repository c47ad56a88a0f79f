-- shows: supertypes whose subtypes have keys of which nothing says that they differ, and rows that triggers store for some rows alone
-- since: 12
-- ask: SELECT count(*) > 0 FROM letter => t
-- ask: SELECT (SELECT count(*) FROM letter) = (SELECT count(*) FROM item) => t
-- ask: SELECT count(*) > 0 FROM ticket => t
-- ask at 100: SELECT count(*) > 0 FROM urgent => t
-- may be empty at 1: urgent
-- empty: parcel, stop, urgent_note
CREATE TABLE item (id bigint PRIMARY KEY, title text);
CREATE TABLE letter (id bigint PRIMARY KEY REFERENCES item, title text);
CREATE TABLE parcel (id bigint PRIMARY KEY REFERENCES item CHECK (id > 500), title text);
-- Only a parcel has stops, and so the table goes with it.
CREATE TABLE stop (id int PRIMARY KEY, parcel_id bigint NOT NULL REFERENCES parcel);
CREATE FUNCTION store_item() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO item (id, title) VALUES (NEW.id, NEW.title);
    RETURN NEW; END $$;
CREATE TRIGGER store_item BEFORE INSERT ON letter FOR EACH ROW EXECUTE FUNCTION store_item();
CREATE TRIGGER store_item BEFORE INSERT ON parcel FOR EACH ROW EXECUTE FUNCTION store_item();

CREATE TABLE ticket (id int PRIMARY KEY, is_urgent boolean NOT NULL, title text NOT NULL);
CREATE TABLE urgent (id int PRIMARY KEY, title text NOT NULL);
-- Which tickets have a row there nothing says.
CREATE TABLE urgent_note (id int PRIMARY KEY, urgent_id int NOT NULL REFERENCES urgent, note text);
CREATE FUNCTION store_urgent() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.is_urgent THEN INSERT INTO urgent (id, title) VALUES (NEW.id, NEW.title); END IF;
    RETURN NULL; END $$;
CREATE TRIGGER store_urgent AFTER INSERT ON ticket FOR EACH ROW EXECUTE FUNCTION store_urgent();
