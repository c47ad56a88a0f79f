-- shows: tables that have many rows already, with gaps in their keys, are referred to, and left as they are
-- since: 12
-- ask: SELECT count(*) FROM customer => 30000
-- ask: SELECT count(*) = 0 FROM ticket t LEFT JOIN customer c ON c.id = t.customer_id WHERE c.id IS NULL => t
-- ask at 20000: SELECT count(DISTINCT customer_id) > 100 FROM ticket => t
-- ask at 20000: SELECT max(customer_id) - min(customer_id) > 90000 FROM ticket => t
CREATE TABLE customer (id bigint PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL);
INSERT INTO customer SELECT n * 7 + n % 5, 'Customer ' || n, timestamptz '2020-01-01 00:00:00+00' + n * interval '1 minute'
FROM generate_series(1, 30000) n;
CREATE TABLE ticket (
    id bigserial PRIMARY KEY,
    customer_id bigint NOT NULL REFERENCES customer,
    subject varchar(120) NOT NULL,
    created_at timestamptz NOT NULL);
