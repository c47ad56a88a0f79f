-- shows: triggers that refuse rows: only the server can judge
-- since: 12
-- ask: SELECT id FROM ballot WHERE choice = 'nobody' OR weight % 2 = 1 => nothing
CREATE TABLE ballot (id int PRIMARY KEY, choice text NOT NULL CHECK (choice IN ('ann', 'bob', 'nobody')), weight int NOT NULL CHECK (weight BETWEEN 1 AND 6));
CREATE FUNCTION valid_ballot() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.choice = 'nobody' THEN RAISE EXCEPTION 'choose somebody' USING ERRCODE = 'check_violation'; END IF;
    IF NEW.weight % 2 = 1 THEN RAISE EXCEPTION 'an even weight, not %', NEW.weight; END IF;
    RETURN NEW; END $$;
CREATE TRIGGER valid BEFORE INSERT ON ballot FOR EACH ROW EXECUTE FUNCTION valid_ballot();
