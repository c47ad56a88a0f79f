-- shows: a trigger that refuses a few of the values that a CHECK ties to one another
-- since: 12
-- ask: SELECT id FROM policy WHERE keep_days = 0 AND drop_days = 0 OR drop_days < keep_days AND drop_days <> 0 => nothing
CREATE TABLE policy (id int PRIMARY KEY, keep_days int NOT NULL CHECK (keep_days BETWEEN 0 AND 3), drop_days int NOT NULL CHECK (drop_days BETWEEN 0 AND 5),
    CHECK (drop_days >= keep_days OR drop_days = 0));
CREATE FUNCTION not_both_zero() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF NEW.keep_days = 0 AND NEW.drop_days = 0 THEN RAISE 'both zero'; END IF; RETURN NEW; END $$;
CREATE TRIGGER not_both_zero BEFORE INSERT ON policy FOR EACH ROW EXECUTE FUNCTION not_both_zero();
