-- shows: a circle of three tables and a self key in it; one key deferrable, one that may be NULL
-- constant: region.capital_id
-- since: 12
-- ask: SELECT count(*) = 0 FROM region r LEFT JOIN city c ON c.id = r.capital_id WHERE r.capital_id IS NOT NULL AND c.id IS NULL => t
-- ask: SELECT count(*) = 0 FROM country c LEFT JOIN region r ON r.id = c.main_region_id WHERE r.id IS NULL => t
CREATE TABLE country (
    id smallint PRIMARY KEY,
    name text NOT NULL,
    main_region_id int NOT NULL,
    once_part_of smallint REFERENCES country);
CREATE TABLE region (
    id int PRIMARY KEY,
    country_id smallint NOT NULL REFERENCES country,
    capital_id int,
    name text NOT NULL);
CREATE TABLE city (
    id int PRIMARY KEY,
    region_id int NOT NULL REFERENCES region ON DELETE CASCADE,
    name text NOT NULL,
    population int CHECK (population >= 0));
ALTER TABLE country ADD CONSTRAINT country_region FOREIGN KEY (main_region_id) REFERENCES region DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE region ADD CONSTRAINT region_capital FOREIGN KEY (capital_id) REFERENCES city;
