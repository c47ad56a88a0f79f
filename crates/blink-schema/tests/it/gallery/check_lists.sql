-- shows: IN, = ANY, <> ALL, BETWEEN, NOT IN, of numbers, texts, dates and enums
-- since: 12
-- ask at 100: SELECT count(DISTINCT state) FROM listed => 4
-- ask at 100: SELECT count(DISTINCT rating) FROM listed => 5
-- ask at 100: SELECT count(DISTINCT kind) FROM listed => 3
-- ask: SELECT id FROM listed WHERE login IN ('root', 'admin') => nothing
CREATE TABLE listed (
    id int PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('draft', 'review', 'published', 'it''s gone')),
    kind varchar(10) NOT NULL CHECK (kind::text = ANY (ARRAY['one'::varchar, 'two'::varchar, 'three'::varchar]::text[])),
    rating smallint NOT NULL CHECK (rating BETWEEN 1 AND 5), score int CHECK (score NOT BETWEEN 10 AND 20 AND score >= 0 AND score <= 30),
    weekday smallint NOT NULL CHECK (weekday IN (1, 2, 3, 4, 5)), ratio numeric(3, 1) CHECK (ratio IN (0.5, 1.0, 1.5)),
    login text NOT NULL CHECK (login NOT IN ('root', 'admin')), word text CHECK (word <> ALL (ARRAY['no', 'never'])),
    day date CHECK (day IN ('2024-01-01', '2024-07-01')), letter "char" CHECK (letter IN ('a', 'b')), code char(2) NOT NULL CHECK (code IN ('AA', 'BB')),
    optional text CHECK (optional IS NULL OR optional IN ('x', 'y')), version int NOT NULL CHECK (version = 1 OR version = 2 OR version BETWEEN 7 AND 9));
