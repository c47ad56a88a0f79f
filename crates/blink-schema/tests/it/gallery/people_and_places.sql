-- shows: what belongs together fits: names, login, e-mail; city, country, postcode, phone; currency and price
-- since: 12
-- ask: SELECT id FROM person WHERE full_name <> first_name || ' ' || last_name => nothing
-- ask: SELECT id FROM person WHERE first_name !~ '^[[:upper:]][[:alpha:]'' -]+$' OR last_name !~ '^[[:upper:]][[:alpha:]'' -]+$' => nothing
-- ask: SELECT id FROM person WHERE email !~ '^[^@ ]+@([a-z0-9-]+\.)*(example\.(com|org|net)|[a-z0-9-]+\.test)$' => nothing
-- ask at 100: SELECT avg((lower(email) ~ lower(left(last_name, 3)) OR lower(email) ~ lower(left(first_name, 3)))::int) > 0.9 FROM person => t
-- ask at 100: SELECT count(DISTINCT first_name) > 10 AND count(DISTINCT last_name) > 20 FROM person => t
-- ask: SELECT country_code FROM address GROUP BY country_code HAVING count(DISTINCT country) > 1 => nothing
-- ask: SELECT city FROM address GROUP BY city HAVING count(DISTINCT country) > 1 AND count(*) > 1000 => nothing
-- ask at 100: SELECT count(DISTINCT city) > 5 FROM address => t
-- ask: SELECT id FROM address WHERE latitude NOT BETWEEN -90 AND 90 OR longitude NOT BETWEEN -180 AND 180 => nothing
-- ask: SELECT id FROM person WHERE age NOT BETWEEN 0 AND 120 OR birth_date > '2024-01-01' => nothing
CREATE TABLE person (
    id serial PRIMARY KEY, first_name varchar(40) NOT NULL, last_name varchar(40) NOT NULL, full_name text NOT NULL, login varchar(30) NOT NULL UNIQUE, email varchar(120) NOT NULL UNIQUE, phone varchar(20),
    birth_date date NOT NULL, age smallint, gender text, title text, avatar_url text, bio text, language char(2), locale text, timezone text, is_active boolean NOT NULL, score int, job_title text, company text);
CREATE TABLE address (
    id serial PRIMARY KEY, person_id int NOT NULL REFERENCES person, street text NOT NULL, house_number varchar(8), city text NOT NULL, region text, postcode varchar(12) NOT NULL, country text NOT NULL, country_code char(2) NOT NULL,
    latitude numeric(8, 5), longitude numeric(8, 5), phone_number text);
CREATE TABLE product (id serial PRIMARY KEY, name text NOT NULL, description text, price numeric(10, 2) NOT NULL, currency char(3) NOT NULL, quantity int NOT NULL, weight_kg numeric(7, 3), colour text, rating numeric(2, 1), ean varchar(13), image_url text);
