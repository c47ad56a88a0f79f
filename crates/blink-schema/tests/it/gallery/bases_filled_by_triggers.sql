-- shows: supertypes whose rows triggers of their subtypes store, one in the other, with keys and constraints that only they have
-- since: 12
-- ask: SELECT (SELECT count(*) FROM car) + (SELECT count(*) FROM van) + (SELECT count(*) FROM bike) = (SELECT count(*) FROM vehicle) => t
-- ask: SELECT (SELECT count(*) FROM car) + (SELECT count(*) FROM van) = (SELECT count(*) FROM motor_vehicle) => t
-- ask: SELECT count(*) > 0 FROM car => t
-- ask: SELECT count(*) > 0 FROM van => t
-- ask: SELECT count(*) > 0 FROM bike => t
-- ask: SELECT count(*) > 0 FROM trip => t
-- ask: SELECT count(*) > 0 FROM fuelling => t
CREATE TABLE fleet (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE vehicle (
    id bigint PRIMARY KEY,
    fleet_id int NOT NULL REFERENCES fleet,
    label text NOT NULL CHECK (length(label) < 40),
    UNIQUE (fleet_id, id)
);
CREATE TABLE motor_vehicle (
    id bigint PRIMARY KEY REFERENCES vehicle,
    plate text NOT NULL UNIQUE
);
CREATE TABLE car (id bigint PRIMARY KEY REFERENCES motor_vehicle, fleet_id int, label text, plate text, doors int CHECK (doors BETWEEN 2 AND 5));
CREATE TABLE van (id bigint PRIMARY KEY REFERENCES motor_vehicle, fleet_id int, label text, plate text, load_kg int CHECK (load_kg > 0));
CREATE TABLE bike (id bigint PRIMARY KEY REFERENCES vehicle, fleet_id int, label text);
-- What refers to the supertypes, one with a column that the subtypes alone have, too.
CREATE TABLE trip (id int PRIMARY KEY, vehicle_id bigint NOT NULL REFERENCES vehicle, started date NOT NULL);
CREATE TABLE fuelling (id int PRIMARY KEY, vehicle_id bigint NOT NULL REFERENCES motor_vehicle, litres numeric(6,2) NOT NULL);

CREATE FUNCTION store_vehicle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO vehicle (id, fleet_id, label) VALUES (NEW.id, NEW.fleet_id, NEW.label);
    RETURN NEW; END $$;
CREATE FUNCTION store_motor_vehicle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO vehicle (id, fleet_id, label) VALUES (NEW.id, NEW.fleet_id, NEW.label);
    INSERT INTO motor_vehicle (id, plate) VALUES (NEW.id, NEW.plate);
    RETURN NEW; END $$;
CREATE TRIGGER store_base BEFORE INSERT ON car FOR EACH ROW EXECUTE FUNCTION store_motor_vehicle();
CREATE TRIGGER store_base BEFORE INSERT ON van FOR EACH ROW EXECUTE FUNCTION store_motor_vehicle();
CREATE TRIGGER store_base BEFORE INSERT ON bike FOR EACH ROW EXECUTE FUNCTION store_vehicle();
