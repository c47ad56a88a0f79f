-- shows: triggers that store the row of a supertype, or a row of history, to which the table's own key refers
-- since: 12
-- ask: SELECT h.history_id FROM visit_history h WHERE history_id = 'none' => nothing
-- ask: SELECT (SELECT count(*) FROM visit_history) + 1 = (SELECT count(*) FROM history) => t
-- ask: SELECT (SELECT count(*) FROM dog) = (SELECT count(*) FROM pet) => t
CREATE TABLE history (history_id text PRIMARY KEY);
INSERT INTO history VALUES ('none');
CREATE TABLE visit_history (history_id text PRIMARY KEY REFERENCES history, note text);
CREATE FUNCTION insert_history() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO history (history_id) VALUES (NEW.history_id); RETURN NEW; END $$;
CREATE TRIGGER insert_history BEFORE INSERT ON visit_history FOR EACH ROW EXECUTE FUNCTION insert_history();
CREATE TABLE pet (id int PRIMARY KEY);
CREATE TABLE dog (id int PRIMARY KEY REFERENCES pet, name text NOT NULL);
CREATE FUNCTION insert_pet() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO pet (id) VALUES (NEW.id); RETURN NEW; END $$;
CREATE TRIGGER insert_pet BEFORE INSERT ON dog FOR EACH ROW EXECUTE FUNCTION insert_pet();
