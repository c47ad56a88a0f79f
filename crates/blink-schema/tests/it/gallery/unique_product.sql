-- shows: unique sets in which no column alone suffices: a place in their product
-- since: 12
-- ask: SELECT count(DISTINCT seat) * count(DISTINCT coach) >= (SELECT max(n) FROM (SELECT count(*) n FROM seat GROUP BY train) c) FROM seat => t
CREATE TABLE seat (
    train smallint NOT NULL CHECK (train BETWEEN 1 AND 50), coach smallint NOT NULL CHECK (coach BETWEEN 1 AND 12),
    seat smallint NOT NULL CHECK (seat BETWEEN 1 AND 80), side char(1) NOT NULL CHECK (side IN ('L', 'R')), class smallint NOT NULL DEFAULT 2 CHECK (class IN (1, 2)),
    PRIMARY KEY (train, coach, seat));
CREATE TABLE cell (
    x smallint NOT NULL CHECK (x >= 0 AND x < 200), y smallint NOT NULL CHECK (y >= 0 AND y < 200),
    colour text NOT NULL CHECK (colour = ANY (ARRAY['red', 'green', 'blue'])), value real,
    UNIQUE (x, y), UNIQUE (y, x, colour));
CREATE TABLE setting (
    scope text NOT NULL CHECK (scope IN ('user', 'team', 'site')), flag boolean NOT NULL, level smallint NOT NULL CHECK (level BETWEEN 0 AND 9),
    since date NOT NULL CHECK (since >= DATE '2020-01-01'), UNIQUE (scope, flag, level, since));
