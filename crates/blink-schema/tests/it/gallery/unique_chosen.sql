-- shows: partial unique indexes over references: two predicates over the same columns, references that are no owner, NULLs, coalesce
-- since: 12
-- ask: SELECT team_id FROM membership WHERE role = 'owner' GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask: SELECT team_id FROM membership WHERE role = 'admin' AND is_active GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask at 100: SELECT count(DISTINCT role) FROM membership => 3
-- ask: SELECT driver_id FROM trip WHERE ended_at IS NULL GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask: SELECT vehicle_id FROM trip WHERE ended_at IS NULL AND vehicle_id IS NOT NULL GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask at 100: SELECT bool_or(ended_at IS NULL) AND bool_or(ended_at IS NOT NULL) FROM trip => t
-- ask: SELECT coalesce(parent_id, 0) FROM page WHERE is_home GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask: SELECT count(*) <= 1 FROM rate WHERE valid_until IS NULL => t
CREATE TABLE team (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE person (id serial PRIMARY KEY, full_name text NOT NULL);
CREATE TABLE vehicle (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE membership (
    team_id int NOT NULL REFERENCES team, person_id int NOT NULL REFERENCES person,
    role text NOT NULL CHECK (role IN ('owner', 'admin', 'member')), is_active boolean NOT NULL, PRIMARY KEY (team_id, person_id));
CREATE UNIQUE INDEX one_owner ON membership (team_id) WHERE role = 'owner';
CREATE UNIQUE INDEX one_admin ON membership (team_id) WHERE role = 'admin' AND is_active;
CREATE TABLE trip (
    id bigserial PRIMARY KEY, driver_id int NOT NULL REFERENCES person, vehicle_id int REFERENCES vehicle, started_at timestamptz NOT NULL, ended_at timestamptz,
    CHECK (ended_at >= started_at));
CREATE UNIQUE INDEX one_trip_of_driver ON trip (driver_id) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX one_trip_of_vehicle ON trip (vehicle_id) WHERE ended_at IS NULL;
CREATE TABLE page (id serial PRIMARY KEY, parent_id int REFERENCES page, is_home boolean NOT NULL, title text NOT NULL);
CREATE UNIQUE INDEX one_home ON page (coalesce(parent_id, 0)) WHERE is_home;
CREATE TABLE rate (id serial PRIMARY KEY, amount numeric(8, 2) NOT NULL, valid_from date NOT NULL, valid_until date, CHECK (valid_until > valid_from));
CREATE UNIQUE INDEX the_open_one ON rate ((valid_until IS NULL)) WHERE valid_until IS NULL;
