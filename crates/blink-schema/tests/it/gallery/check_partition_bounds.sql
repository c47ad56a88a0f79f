-- shows: partition bounds as facts: ranges with gaps, lists, hash, several columns, partitions of partitions, CHECKs on one of them
-- since: 12
-- ask: SELECT count(*) = 0 FROM event WHERE happened_on >= '2024-04-01' AND happened_on < '2024-07-01' => t
-- ask at 100: SELECT count(DISTINCT region) > 1 FROM sale => t
-- ask at 100: SELECT count(DISTINCT tableoid) > 2 FROM hashed => t
CREATE TABLE event (id bigint NOT NULL, happened_on date NOT NULL, kind text NOT NULL, PRIMARY KEY (id, happened_on)) PARTITION BY RANGE (happened_on);
CREATE TABLE event_q1 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2024-04-01');
CREATE TABLE event_q3 PARTITION OF event FOR VALUES FROM ('2024-07-01') TO ('2024-10-01');
ALTER TABLE event_q3 ADD CHECK (kind <> 'none');
CREATE TABLE sale (id int NOT NULL, region text NOT NULL, amount numeric(9, 2) NOT NULL CHECK (amount > 0)) PARTITION BY LIST (region);
CREATE TABLE sale_north PARTITION OF sale FOR VALUES IN ('norway', 'sweden');
CREATE TABLE sale_south PARTITION OF sale FOR VALUES IN ('spain', 'italy') PARTITION BY RANGE (amount);
CREATE TABLE sale_south_small PARTITION OF sale_south FOR VALUES FROM (0) TO (1000);
CREATE TABLE sale_south_large PARTITION OF sale_south FOR VALUES FROM (1000) TO (MAXVALUE);
CREATE TABLE hashed (id int PRIMARY KEY, note text NOT NULL) PARTITION BY HASH (id);
CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE hashed_2 PARTITION OF hashed FOR VALUES WITH (MODULUS 3, REMAINDER 2);
CREATE TABLE two (a int NOT NULL, b int NOT NULL) PARTITION BY RANGE (a, b);
CREATE TABLE two_1 PARTITION OF two FOR VALUES FROM (MINVALUE, MINVALUE) TO (10, 5);
CREATE TABLE two_2 PARTITION OF two FOR VALUES FROM (10, 5) TO (20, MAXVALUE);
-- may be empty at 1: event_q1, event_q3, sale_north, sale_south, sale_south_small, sale_south_large, hashed_0, hashed_1, hashed_2, two_1, two_2
-- may be empty: sale_south_small, sale_south_large, two_1, two_2
