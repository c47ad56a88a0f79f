-- shows: tables that inherit, from two parents too, with columns and CHECKs of their own
-- since: 12
-- ask: SELECT (SELECT count(*) FROM ONLY vehicle) > 0 AND (SELECT count(*) FROM ONLY car) > 0 AND (SELECT count(*) FROM amphibian) > 0 => t
-- ask: SELECT id FROM vehicle WHERE wheels < 0 => nothing
CREATE TABLE vehicle (id int PRIMARY KEY, name text NOT NULL, wheels smallint NOT NULL CHECK (wheels >= 0), built_on date, CONSTRAINT only_here CHECK (name <> 'none') NO INHERIT);
CREATE TABLE boat (length_m numeric(5, 2) NOT NULL CHECK (length_m > 2));
CREATE TABLE car (doors smallint NOT NULL CHECK (doors BETWEEN 2 AND 5), PRIMARY KEY (id)) INHERITS (vehicle);
CREATE TABLE amphibian (UNIQUE (name)) INHERITS (vehicle, boat);
CREATE TABLE trip (id int PRIMARY KEY, car_id int NOT NULL REFERENCES car, km int NOT NULL CHECK (km > 0));
