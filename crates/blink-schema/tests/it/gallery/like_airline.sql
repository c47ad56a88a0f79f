-- shows: in the manner of the airline sample: keys of characters, jsonb names in languages, schedules, tickets for flights, boarding passes
-- since: 12
-- ask: SELECT flight_id FROM flights WHERE scheduled_arrival <= scheduled_departure OR departure_airport = arrival_airport => nothing
-- ask: SELECT flight_id FROM flights WHERE actual_arrival <= actual_departure OR (actual_arrival IS NOT NULL AND actual_departure IS NULL) => nothing
-- ask: SELECT b.ticket_no FROM boarding_passes b LEFT JOIN ticket_flights t USING (ticket_no, flight_id) WHERE t.ticket_no IS NULL => nothing
-- may be empty at 1: flights, ticket_flights, boarding_passes
CREATE TABLE aircrafts (aircraft_code char(3) PRIMARY KEY, model jsonb NOT NULL, range int NOT NULL CHECK (range > 0));
CREATE TABLE airports (airport_code char(3) PRIMARY KEY, airport_name jsonb NOT NULL, city jsonb NOT NULL, coordinates point NOT NULL, timezone text NOT NULL);
CREATE TABLE seats (aircraft_code char(3) NOT NULL REFERENCES aircrafts ON DELETE CASCADE, seat_no varchar(4) NOT NULL, fare_conditions varchar(10) NOT NULL CHECK (fare_conditions IN ('Economy', 'Comfort', 'Business')), PRIMARY KEY (aircraft_code, seat_no));
CREATE TABLE bookings (book_ref char(6) PRIMARY KEY, book_date timestamptz NOT NULL, total_amount numeric(10, 2) NOT NULL);
CREATE TABLE flights (flight_id serial PRIMARY KEY, flight_no char(6) NOT NULL, scheduled_departure timestamptz NOT NULL, scheduled_arrival timestamptz NOT NULL, departure_airport char(3) NOT NULL REFERENCES airports, arrival_airport char(3) NOT NULL REFERENCES airports, status varchar(20) NOT NULL CHECK (status IN ('On Time', 'Delayed', 'Departed', 'Arrived', 'Scheduled', 'Cancelled')), aircraft_code char(3) NOT NULL REFERENCES aircrafts, actual_departure timestamptz, actual_arrival timestamptz,
    UNIQUE (flight_no, scheduled_departure), CHECK (scheduled_arrival > scheduled_departure), CHECK (departure_airport <> arrival_airport), CHECK (actual_arrival IS NULL OR (actual_departure IS NOT NULL AND actual_arrival IS NOT NULL AND actual_arrival > actual_departure)));
CREATE TABLE tickets (ticket_no char(13) PRIMARY KEY, book_ref char(6) NOT NULL REFERENCES bookings, passenger_id varchar(20) NOT NULL, passenger_name text NOT NULL, contact_data jsonb);
CREATE TABLE ticket_flights (ticket_no char(13) NOT NULL REFERENCES tickets, flight_id int NOT NULL REFERENCES flights, fare_conditions varchar(10) NOT NULL CHECK (fare_conditions IN ('Economy', 'Comfort', 'Business')), amount numeric(10, 2) NOT NULL CHECK (amount >= 0), PRIMARY KEY (ticket_no, flight_id));
CREATE TABLE boarding_passes (ticket_no char(13) NOT NULL, flight_id int NOT NULL, boarding_no int NOT NULL, seat_no varchar(4) NOT NULL, PRIMARY KEY (ticket_no, flight_id), UNIQUE (flight_id, boarding_no), UNIQUE (flight_id, seat_no), FOREIGN KEY (ticket_no, flight_id) REFERENCES ticket_flights);
