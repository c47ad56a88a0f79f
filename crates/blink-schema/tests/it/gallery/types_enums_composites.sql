-- shows: enums, composites and composites in composites
-- since: 12
-- ask at 100: SELECT count(DISTINCT status) FROM enumerated => 4
CREATE TYPE status AS ENUM ('new', 'in progress', 'won''t fix', 'DONE');
CREATE TYPE lonely AS ENUM ('only');
CREATE TYPE money_of AS (amount numeric(12, 2), currency char(3));
CREATE TYPE address AS (street text, city varchar(40), postcode varchar(10), price money_of, status status);
CREATE TABLE enumerated (id int PRIMARY KEY, status status NOT NULL, lonely lonely NOT NULL, price money_of NOT NULL, place address, CHECK ((price).amount > 0));
CREATE TABLE by_composite (price money_of PRIMARY KEY);
-- constant: enumerated.lonely
