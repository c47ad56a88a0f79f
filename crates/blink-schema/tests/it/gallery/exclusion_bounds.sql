-- shows: exclusion constraints over pairs of bounds: closed ranges, generated ranges, ranges of numbers, groups by several columns, and by references that may be NULL
-- since: 12
-- extensions: btree_gist
-- ask: SELECT a.id FROM booking a JOIN booking b ON a.desk_id = b.desk_id AND a.id < b.id AND tstzrange(a.starts_at, a.ends_at, '[]') && tstzrange(b.starts_at, b.ends_at, '[]') => nothing
-- ask: SELECT id FROM booking WHERE ends_at < starts_at + interval '30 minutes' OR ends_at > starts_at + interval '2 days' => nothing
-- ask: SELECT a.id FROM absence a JOIN absence b ON a.person_id = b.person_id AND a.id < b.id AND a.whole && b.whole => nothing
-- ask: SELECT a.id FROM bracket a JOIN bracket b ON a.country = b.country AND a.year = b.year AND a.id < b.id AND numrange(a.low, a.high) && numrange(b.low, b.high) => nothing
-- ask at 100: SELECT count(DISTINCT desk_id) > 3 FROM booking => t
-- ask: SELECT id FROM booking WHERE ends_at > now() => nothing
CREATE TABLE desk (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE person (id serial PRIMARY KEY, full_name text NOT NULL);
CREATE TABLE booking (
    id serial PRIMARY KEY, desk_id int NOT NULL REFERENCES desk, person_id int NOT NULL REFERENCES person, starts_at timestamptz NOT NULL, ends_at timestamptz NOT NULL,
    CHECK (ends_at >= starts_at + interval '30 minutes'), CHECK (ends_at <= starts_at + interval '2 days'),
    EXCLUDE USING gist (desk_id WITH =, tstzrange(starts_at, ends_at, '[]') WITH &&),
    UNIQUE (desk_id, starts_at));
CREATE TABLE absence (
    id serial PRIMARY KEY, person_id int REFERENCES person, first_day date NOT NULL, last_day date NOT NULL CHECK (last_day >= first_day),
    whole daterange GENERATED ALWAYS AS (daterange(first_day, last_day, '[]')) STORED,
    EXCLUDE USING gist (person_id WITH =, whole WITH &&));
CREATE TABLE bracket (
    id serial PRIMARY KEY, country char(2) NOT NULL CHECK (country IN ('DE', 'FR', 'IT')), year smallint NOT NULL CHECK (year BETWEEN 2010 AND 2030),
    low numeric(10, 2) NOT NULL CHECK (low >= 0), high numeric(10, 2) NOT NULL, CHECK (high > low),
    EXCLUDE USING gist (country WITH =, year WITH =, numrange(low, high) WITH &&));
