-- shows: unique sets of several columns, with foreign keys, text and dates in them
-- since: 12
-- ask at 20000: SELECT count(DISTINCT sensor_id) > 1 AND count(DISTINCT day) > 20 FROM daily => t
-- ask at 20000: SELECT count(DISTINCT (year, month)) > 6 FROM statement => t
CREATE TABLE sensor (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE daily (
    id bigserial PRIMARY KEY, sensor_id int NOT NULL REFERENCES sensor, day date NOT NULL, mean numeric(7, 3),
    UNIQUE (sensor_id, day));
CREATE TABLE statement (
    sensor_id int NOT NULL REFERENCES sensor, year smallint NOT NULL CHECK (year BETWEEN 1990 AND 2100),
    month smallint NOT NULL CHECK (month BETWEEN 1 AND 12), kind text NOT NULL CHECK (kind IN ('draft', 'final', 'correction', 'estimate')),
    PRIMARY KEY (sensor_id, year, month, kind));
CREATE TABLE reading (
    sensor_id int NOT NULL REFERENCES sensor, taken_at timestamptz NOT NULL, channel char(1) NOT NULL, value real NOT NULL,
    UNIQUE (sensor_id, taken_at, channel));
