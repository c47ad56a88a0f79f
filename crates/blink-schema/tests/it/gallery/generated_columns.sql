-- shows: generated columns are the server's; what they compute obeys CHECKs all the same
-- since: 12
-- ask: SELECT id FROM item WHERE gross <> round(net * 1.19, 2) OR full_name <> first_name || ' ' || last_name => nothing
-- ask: SELECT id FROM item WHERE gross > 1000 => nothing
CREATE TABLE item (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, net numeric(10, 2) NOT NULL CHECK (net > 0), gross numeric(10, 2) GENERATED ALWAYS AS (round(net * 1.19, 2)) STORED CHECK (gross <= 1000),
    first_name text NOT NULL, last_name text NOT NULL, full_name text GENERATED ALWAYS AS (first_name || ' ' || last_name) STORED,
    search tsvector GENERATED ALWAYS AS (to_tsvector('english', first_name)) STORED);
