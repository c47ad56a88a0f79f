-- shows: unique sets that hold few rows: fewer rows are made, and what refers to them has enough
-- since: 12
-- ask: SELECT count(*) BETWEEN 1 AND 10 FROM digit => t
-- ask: SELECT count(*) BETWEEN 1 AND 100 FROM percent => t
-- ask: SELECT count(*) BETWEEN 1 AND 8 FROM variant => t
-- ask: SELECT count(*) BETWEEN 1 AND 3 FROM answer => t
-- ask at 20000: SELECT count(DISTINCT percent) > 20 FROM vote => t
CREATE TYPE size AS ENUM ('S', 'M', 'L', 'XL');
CREATE TABLE digit (digit char(1) PRIMARY KEY CHECK (digit ~ '^[0-9]$'));
CREATE TABLE percent (percent numeric(2, 0) PRIMARY KEY CHECK (percent >= 0));
CREATE TABLE variant (size size NOT NULL, gift boolean NOT NULL, UNIQUE (size, gift));
CREATE TABLE answer (code smallint PRIMARY KEY CHECK (code IN (1, 2, 3)), label text NOT NULL);
CREATE TABLE vote (
    id bigserial PRIMARY KEY, percent numeric(2, 0) NOT NULL REFERENCES percent, digit char(1) NOT NULL REFERENCES digit,
    answer smallint NOT NULL REFERENCES answer, size size NOT NULL, gift boolean NOT NULL,
    FOREIGN KEY (size, gift) REFERENCES variant (size, gift));
CREATE TABLE month_of_vote (month smallint NOT NULL UNIQUE CHECK (month > 0 AND month < 13), votes int NOT NULL CHECK (votes >= 0));
-- fewer: digit, percent, variant, answer, month_of_vote
