-- shows: foreign keys to and from partitioned tables
-- since: 12
-- ask: SELECT count(*) = 0 FROM reading_note n LEFT JOIN reading r ON (r.taken_on, r.id) = (n.taken_on, n.reading_id) WHERE r.id IS NULL => t
-- ask at 100: SELECT count(DISTINCT tableoid) > 1 FROM reading => t
CREATE TABLE sensor (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE reading (
    id bigint NOT NULL,
    taken_on date NOT NULL,
    sensor_id int NOT NULL REFERENCES sensor,
    value double precision,
    PRIMARY KEY (taken_on, id)) PARTITION BY RANGE (taken_on);
CREATE TABLE reading_2024 PARTITION OF reading FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE reading_2025 PARTITION OF reading FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE reading_later PARTITION OF reading FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
CREATE TABLE reading_note (
    id int PRIMARY KEY,
    taken_on date NOT NULL,
    reading_id bigint NOT NULL,
    note text NOT NULL,
    FOREIGN KEY (taken_on, reading_id) REFERENCES reading);
-- may be empty at 1: reading_2024, reading_2025, reading_later
