-- tool: none: tables of an application that have names like those of tools, and other columns
-- leaves: nothing
-- fills: jobs, sessions, migrations, events, queue, locks, message, changelog
CREATE TABLE jobs (id serial PRIMARY KEY, title text NOT NULL, company text NOT NULL, salary numeric(10, 2), location text, posted_on date NOT NULL);
CREATE TABLE sessions (id serial PRIMARY KEY, speaker text NOT NULL, title text NOT NULL, room text NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL);
CREATE TABLE migrations (id serial PRIMARY KEY, species text NOT NULL, from_place text NOT NULL, to_place text NOT NULL, distance_km int NOT NULL);
CREATE TABLE events (id serial PRIMARY KEY, name text NOT NULL, venue text, held_on date NOT NULL);
CREATE TABLE queue (id serial PRIMARY KEY, patient_name text NOT NULL, arrived_at timestamptz NOT NULL, room text);
CREATE TABLE locks (id serial PRIMARY KEY, maker text NOT NULL, model text NOT NULL, price numeric(8, 2) NOT NULL);
CREATE TABLE message (id serial PRIMARY KEY, sender text NOT NULL, body text NOT NULL, sent_at timestamptz NOT NULL);
CREATE TABLE changelog (id serial PRIMARY KEY, product text NOT NULL, version text NOT NULL, notes text NOT NULL, released_on date NOT NULL);
