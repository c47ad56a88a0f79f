-- shows: numbers of every type and precision, also numeric whose scale exceeds its precision
-- since: 12
-- ask: SELECT id FROM numbers WHERE tiny <= -0.01 OR tiny >= 0.01 => nothing
-- ask: SELECT id FROM numbers WHERE price < 0 OR price > 10000000 => nothing
-- ask at 100: SELECT count(DISTINCT small) > 5 AND count(DISTINCT double) > 50 FROM numbers => t
CREATE TABLE numbers (
    id int PRIMARY KEY, small smallint NOT NULL, whole int NOT NULL, big bigint NOT NULL, any_numeric numeric NOT NULL, price numeric(12, 2) NOT NULL,
    digits numeric(4, 0) NOT NULL, tiny numeric(4, 2) NOT NULL CHECK (tiny > -0.01 AND tiny < 0.01), one numeric(1, 1), long numeric(60, 30), single real NOT NULL, double double precision NOT NULL, float10 float(10),
    amount money, serial_no smallserial, object_id oid, flag boolean NOT NULL);
-- constant: numbers.tiny
