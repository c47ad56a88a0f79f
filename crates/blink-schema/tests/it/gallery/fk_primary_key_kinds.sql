-- shows: subtypes without a column of their own that says so: the parent's kind has their names, and others
-- since: 12
-- may be empty at 1: vehicle_cars, vehicle_truck, load
-- ask at 100: SELECT (SELECT count(*) FROM vehicle_cars) > 1 AND (SELECT count(*) FROM vehicle_truck) > 1 => t
-- ask: SELECT count(*) FROM vehicle WHERE (kind = 'car') <> EXISTS (SELECT FROM vehicle_cars c WHERE c.id = vehicle.id) => 0
-- ask: SELECT count(*) FROM vehicle WHERE (kind = 'truck') <> EXISTS (SELECT FROM vehicle_truck t WHERE t.id = vehicle.id) => 0
-- ask at 100: SELECT count(DISTINCT kind) FROM vehicle => 4
-- ask: SELECT count(*) FROM vehicle WHERE kind = 'bus' AND seats IS NULL => 0
-- ask: SELECT count(*) FROM load JOIN vehicle ON vehicle.id = truck_id WHERE kind <> 'truck' => 0
CREATE TYPE vehicle_kind AS ENUM ('car', 'truck', 'bus', 'tram');
CREATE TABLE vehicle (id int PRIMARY KEY, kind vehicle_kind NOT NULL, seats int CHECK (seats > 0), CHECK (kind <> 'bus' OR seats IS NOT NULL));
CREATE TABLE vehicle_cars (id int PRIMARY KEY REFERENCES vehicle, doors int NOT NULL CHECK (doors BETWEEN 2 AND 5));
CREATE TABLE vehicle_truck (id int PRIMARY KEY REFERENCES vehicle, payload_kg int NOT NULL CHECK (payload_kg > 500));
CREATE TABLE load (id int PRIMARY KEY, truck_id int NOT NULL REFERENCES vehicle_truck, weight_kg numeric(8, 2) NOT NULL);
