-- shows: composite foreign keys, MATCH FULL: all columns are NULL, or none
-- since: 12
-- ask: SELECT count(*) = 0 FROM visit WHERE (country IS NULL) <> (licence_no IS NULL) => t
-- ask: SELECT count(*) < 200 OR count(country) > 0 FROM visit => t
CREATE TABLE doctor (
    country char(2) NOT NULL,
    licence_no int NOT NULL,
    full_name text NOT NULL,
    PRIMARY KEY (country, licence_no));
CREATE TABLE visit (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    country char(2),
    licence_no int,
    happened_on date NOT NULL,
    note text,
    FOREIGN KEY (country, licence_no) REFERENCES doctor (country, licence_no) MATCH FULL);
