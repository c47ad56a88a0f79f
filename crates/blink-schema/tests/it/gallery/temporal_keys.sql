-- shows: WITHOUT OVERLAPS and PERIOD
-- since: 18
-- extensions: btree_gist
-- ask: SELECT a.id FROM rate a JOIN rate b ON a.id = b.id AND a.valid && b.valid AND a.ctid <> b.ctid => nothing
-- ask: SELECT e.id FROM employment e WHERE NOT e.during <@ (SELECT range_agg(r.valid) FROM rate r WHERE r.id = e.rate_id) => nothing
CREATE TABLE rate (id int NOT NULL, valid daterange NOT NULL, amount numeric(8, 2) NOT NULL CHECK (amount > 0), PRIMARY KEY (id, valid WITHOUT OVERLAPS));
CREATE TABLE employment (
    id int NOT NULL, rate_id int NOT NULL, during daterange NOT NULL,
    UNIQUE (id, during WITHOUT OVERLAPS), FOREIGN KEY (rate_id, PERIOD during) REFERENCES rate (id, PERIOD valid));
