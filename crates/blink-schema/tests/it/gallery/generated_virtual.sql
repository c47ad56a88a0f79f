-- shows: virtual generated columns
-- since: 18
-- ask: SELECT id FROM box WHERE volume <> width * height * depth => nothing
CREATE TABLE box (id int PRIMARY KEY, width int NOT NULL CHECK (width > 0), height int NOT NULL CHECK (height > 0), depth int NOT NULL CHECK (depth > 0), volume bigint GENERATED ALWAYS AS (width::bigint * height * depth) VIRTUAL, CHECK (volume < 1000000));
