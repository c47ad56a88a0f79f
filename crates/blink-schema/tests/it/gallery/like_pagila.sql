-- shows: in the manner of Pagila: film rental with a domain, an enum, arrays, a tsvector by trigger, two circular keys, partitioned payments
-- since: 12
-- ask: SELECT film_id FROM film WHERE rental_rate < 0 OR length <= 0 OR release_year NOT BETWEEN 1901 AND 2155 => nothing
-- ask: SELECT rental_id FROM rental WHERE return_date < rental_date => nothing
-- ask: SELECT p.payment_id FROM payment p JOIN rental r USING (rental_id) WHERE p.payment_date < r.rental_date => nothing
-- ask: SELECT s.store_id FROM store s JOIN staff f ON f.staff_id = s.manager_staff_id WHERE f.staff_id IS NULL => nothing
-- may be empty: payment_p1, payment_p2
-- constant: staff.password
CREATE DOMAIN year AS integer CHECK (VALUE >= 1901 AND VALUE <= 2155);
CREATE TYPE mpaa_rating AS ENUM ('G', 'PG', 'PG-13', 'R', 'NC-17');
CREATE TABLE language (language_id serial PRIMARY KEY, name char(20) NOT NULL, last_update timestamptz NOT NULL DEFAULT now());
CREATE TABLE country (country_id serial PRIMARY KEY, country text NOT NULL, last_update timestamptz NOT NULL DEFAULT now());
CREATE TABLE city (city_id serial PRIMARY KEY, city text NOT NULL, country_id int NOT NULL REFERENCES country ON UPDATE CASCADE ON DELETE RESTRICT, last_update timestamptz NOT NULL DEFAULT now());
CREATE TABLE address (address_id serial PRIMARY KEY, address text NOT NULL, address2 text, district text NOT NULL, city_id int NOT NULL REFERENCES city, postal_code text, phone text NOT NULL, last_update timestamptz NOT NULL DEFAULT now());
CREATE TABLE store (store_id serial PRIMARY KEY, manager_staff_id int NOT NULL, address_id int NOT NULL REFERENCES address, last_update timestamptz NOT NULL DEFAULT now());
CREATE UNIQUE INDEX ON store (manager_staff_id);
CREATE TABLE staff (staff_id serial PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, address_id int NOT NULL REFERENCES address, email text, store_id int NOT NULL REFERENCES store, active boolean NOT NULL DEFAULT true, username text NOT NULL, password text, picture bytea);
ALTER TABLE store ADD FOREIGN KEY (manager_staff_id) REFERENCES staff;
CREATE TABLE film (
    film_id serial PRIMARY KEY, title text NOT NULL, description text, release_year year, language_id int NOT NULL REFERENCES language, original_language_id int REFERENCES language, rental_duration smallint NOT NULL DEFAULT 3,
    rental_rate numeric(4, 2) NOT NULL DEFAULT 4.99, length smallint, replacement_cost numeric(5, 2) NOT NULL DEFAULT 19.99, rating mpaa_rating DEFAULT 'G', special_features text[], fulltext tsvector NOT NULL, last_update timestamptz NOT NULL DEFAULT now());
CREATE TRIGGER film_fulltext BEFORE INSERT OR UPDATE ON film FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger('fulltext', 'pg_catalog.english', 'title', 'description');
CREATE TABLE actor (actor_id serial PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL);
CREATE TABLE film_actor (actor_id int NOT NULL REFERENCES actor, film_id int NOT NULL REFERENCES film, PRIMARY KEY (actor_id, film_id));
CREATE TABLE customer (customer_id serial PRIMARY KEY, store_id int NOT NULL REFERENCES store, first_name text NOT NULL, last_name text NOT NULL, email text, address_id int NOT NULL REFERENCES address, activebool boolean NOT NULL DEFAULT true, create_date date NOT NULL DEFAULT CURRENT_DATE);
CREATE TABLE inventory (inventory_id serial PRIMARY KEY, film_id int NOT NULL REFERENCES film, store_id int NOT NULL REFERENCES store);
CREATE TABLE rental (rental_id serial PRIMARY KEY, rental_date timestamptz NOT NULL, inventory_id int NOT NULL REFERENCES inventory, customer_id int NOT NULL REFERENCES customer, return_date timestamptz, staff_id int NOT NULL REFERENCES staff, UNIQUE (rental_date, inventory_id, customer_id));
CREATE TABLE payment (payment_id bigserial, customer_id int NOT NULL REFERENCES customer, rental_id int NOT NULL REFERENCES rental, amount numeric(5, 2) NOT NULL, payment_date timestamptz NOT NULL, PRIMARY KEY (payment_date, payment_id)) PARTITION BY RANGE (payment_date);
CREATE TABLE payment_p1 PARTITION OF payment FOR VALUES FROM ('2020-01-01 00:00:00+00') TO ('2026-01-01 00:00:00+00');
CREATE TABLE payment_p2 PARTITION OF payment FOR VALUES FROM ('2026-01-01 00:00:00+00') TO ('2040-01-01 00:00:00+00');
