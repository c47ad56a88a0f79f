-- shows: in the manner of a help desk and tickets for events: numbers by year, seats that are sold once, holds that end, SLA times
-- since: 12
-- ask: SELECT event_id FROM ticket WHERE state = 'sold' GROUP BY event_id, seat_id HAVING count(*) > 1 => nothing
-- ask: SELECT id FROM request WHERE solved_at < opened_at OR first_reply_at < opened_at => nothing
-- ask: SELECT t.id FROM ticket t JOIN seat s ON s.id = t.seat_id JOIN event e ON e.id = t.event_id WHERE s.venue_id <> e.venue_id => nothing
CREATE TABLE venue (id serial PRIMARY KEY, name text NOT NULL, capacity int NOT NULL CHECK (capacity > 0));
CREATE TABLE seat (id serial, venue_id int NOT NULL REFERENCES venue, block char(1) NOT NULL CHECK (block BETWEEN 'A' AND 'H'), seat_row smallint NOT NULL CHECK (seat_row BETWEEN 1 AND 40), number smallint NOT NULL CHECK (number BETWEEN 1 AND 60), PRIMARY KEY (id), UNIQUE (venue_id, block, seat_row, number), UNIQUE (venue_id, id));
CREATE TABLE event (id serial PRIMARY KEY, venue_id int NOT NULL REFERENCES venue, name text NOT NULL, doors_at timestamptz NOT NULL, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL, CHECK (doors_at <= starts_at AND starts_at < ends_at), UNIQUE (venue_id, id));
CREATE TABLE ticket (id bigserial PRIMARY KEY, venue_id int NOT NULL, event_id int NOT NULL, seat_id int NOT NULL, state text NOT NULL CHECK (state IN ('held', 'sold', 'returned')), held_until timestamptz, price numeric(8, 2) NOT NULL CHECK (price >= 5), code varchar(16) NOT NULL UNIQUE CHECK (code ~ '^[0-9A-F]{16}$'),
    CHECK ((state = 'held') = (held_until IS NOT NULL)), FOREIGN KEY (venue_id, event_id) REFERENCES event (venue_id, id), FOREIGN KEY (venue_id, seat_id) REFERENCES seat (venue_id, id));
CREATE UNIQUE INDEX ticket_once ON ticket (event_id, seat_id) WHERE state = 'sold';
CREATE TABLE agent (id serial PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, email text NOT NULL UNIQUE);
CREATE TABLE request (id serial PRIMARY KEY, year smallint NOT NULL, number int NOT NULL, ticket_id bigint REFERENCES ticket, agent_id int REFERENCES agent, priority text NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')), status text NOT NULL, subject text NOT NULL, opened_at timestamptz NOT NULL, first_reply_at timestamptz, solved_at timestamptz, UNIQUE (year, number),
    CHECK (status IN ('open', 'waiting', 'solved')), CHECK (status <> 'solved' OR solved_at IS NOT NULL), CHECK (solved_at IS NULL OR agent_id IS NOT NULL));
CREATE TABLE request_event (request_id int NOT NULL REFERENCES request, position int NOT NULL, kind text NOT NULL CHECK (kind IN ('reply', 'note', 'status')), body text, at timestamptz NOT NULL, PRIMARY KEY (request_id, position), CHECK (kind = 'status' OR body IS NOT NULL));
