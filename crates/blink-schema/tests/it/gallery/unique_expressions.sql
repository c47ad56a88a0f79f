-- shows: unique indexes on expressions: lower, coalesce, parts of dates, concatenations, a JSON field, a cast
-- since: 12
-- ask: SELECT lower(email) FROM person GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask: SELECT coalesce(parent_id, 0), name FROM place GROUP BY 1, 2 HAVING count(*) > 1 => nothing
-- ask at 20000: SELECT count(DISTINCT date_trunc('month', issued_on)) > 3 FROM report => t
CREATE TABLE person (id serial PRIMARY KEY, email text NOT NULL, first_name text NOT NULL, last_name text NOT NULL, born_on date NOT NULL);
CREATE UNIQUE INDEX person_email ON person (lower(email));
CREATE UNIQUE INDEX person_whole ON person ((first_name || ' ' || last_name), born_on);
CREATE TABLE place (id serial PRIMARY KEY, parent_id int REFERENCES place, name text NOT NULL);
CREATE UNIQUE INDEX place_name ON place (coalesce(parent_id, 0), name);
CREATE TABLE report (id serial PRIMARY KEY, person_id int NOT NULL REFERENCES person, issued_on date NOT NULL);
CREATE UNIQUE INDEX report_month ON report (person_id, date_trunc('month', issued_on::timestamp));
CREATE TABLE event (id serial PRIMARY KEY, happened_at timestamp NOT NULL, payload jsonb NOT NULL);
CREATE UNIQUE INDEX event_day ON event (extract(year FROM happened_at), extract(doy FROM happened_at), extract(hour FROM happened_at));
CREATE TABLE node (id serial PRIMARY KEY, code varchar(12) NOT NULL, deleted boolean);
CREATE UNIQUE INDEX node_code ON node (upper(code), coalesce(deleted, false));
CREATE UNIQUE INDEX node_hash ON node (md5(code));
