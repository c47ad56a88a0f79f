-- shows: CHECKs on ranges and arrays
-- since: 12
-- ask: SELECT id FROM ranged WHERE isempty(during) OR upper(during) - lower(during) > interval '14 days' => nothing
CREATE TABLE ranged (
    id int PRIMARY KEY, during tstzrange NOT NULL CHECK (NOT isempty(during) AND lower_inc(during) AND NOT upper_inc(during) AND NOT upper_inf(during) AND NOT lower_inf(during)),
    numbers int4range CHECK (lower(numbers) >= 0 AND upper(numbers) <= 100), days daterange CHECK (days <@ daterange('2020-01-01', '2030-01-01')), ages int4range CHECK (ages @> 18),
    roles text[] NOT NULL CHECK (roles <@ ARRAY['reader', 'writer', 'admin']::text[] AND cardinality(roles) > 0), has text[] CHECK ('x' = ANY (has)), no_null int[] CHECK (array_position(no_null, NULL) IS NULL),
    positive int[] CHECK (0 < ALL (positive)), CHECK (upper(during) - lower(during) <= interval '14 days'));
