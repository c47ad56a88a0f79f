-- shows: partial unique indexes: which rows meet the predicate is decided, not drawn
-- since: 12
-- ask: SELECT customer_id FROM address WHERE is_default GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask at 100: SELECT count(*) > 0 FROM address WHERE is_default => t
-- ask at 100: SELECT count(*) > 0 FROM address WHERE NOT is_default => t
-- ask: SELECT email FROM login WHERE deleted_at IS NULL GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask: SELECT customer_id FROM subscription WHERE status IN ('active', 'trial') GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask at 100: SELECT count(DISTINCT status) > 1 FROM subscription => t
-- ask: SELECT count(*) <= 1 FROM setting WHERE is_current => t
CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE address (
    id serial PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, street text NOT NULL, city text NOT NULL,
    is_default boolean NOT NULL DEFAULT false);
CREATE UNIQUE INDEX one_default ON address (customer_id) WHERE is_default;
CREATE TABLE login (id serial PRIMARY KEY, email text NOT NULL, deleted_at timestamptz, created_at timestamptz NOT NULL);
CREATE UNIQUE INDEX login_email ON login (email) WHERE deleted_at IS NULL;
CREATE TABLE subscription (
    id serial PRIMARY KEY, customer_id int NOT NULL REFERENCES customer,
    status text NOT NULL CHECK (status IN ('trial', 'active', 'past_due', 'cancelled')));
CREATE UNIQUE INDEX one_running ON subscription (customer_id) WHERE status IN ('active', 'trial');
CREATE TABLE setting (id serial PRIMARY KEY, version int NOT NULL, is_current boolean NOT NULL);
CREATE UNIQUE INDEX the_current ON setting (is_current) WHERE is_current;
CREATE UNIQUE INDEX setting_version ON setting (version) WHERE version > 0;
