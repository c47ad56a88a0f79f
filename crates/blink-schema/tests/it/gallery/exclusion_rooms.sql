-- shows: exclusion constraints with = and &&: nothing overlaps in its group
-- since: 12
-- extensions: btree_gist
-- ask: SELECT a.id FROM reservation a JOIN reservation b ON a.room_id = b.room_id AND a.id < b.id AND a.during && b.during => nothing
-- ask: SELECT id FROM reservation WHERE isempty(during) OR lower(during) IS NULL OR upper(during) IS NULL => nothing
-- ask: SELECT a.id FROM shift a JOIN shift b ON a.person = b.person AND a.id < b.id
--      AND (a.starts_at, a.ends_at) OVERLAPS (b.starts_at, b.ends_at) WHERE NOT a.cancelled AND NOT b.cancelled => nothing
CREATE TABLE room (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE reservation (
    id int PRIMARY KEY, room_id int NOT NULL REFERENCES room, during tstzrange NOT NULL CHECK (NOT isempty(during) AND NOT lower_inf(during) AND NOT upper_inf(during)),
    EXCLUDE USING gist (room_id WITH =, during WITH &&));
CREATE TABLE shift (
    id int PRIMARY KEY, person text NOT NULL, starts_at timestamp NOT NULL, ends_at timestamp NOT NULL, cancelled boolean NOT NULL,
    CHECK (ends_at > starts_at AND ends_at <= starts_at + interval '12 hours'),
    EXCLUDE USING gist (person WITH =, tsrange(starts_at, ends_at) WITH &&) WHERE (NOT cancelled));
