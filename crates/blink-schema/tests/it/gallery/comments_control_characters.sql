-- shows: comments and names with control characters: escapes of terminals, returns, bells, text that runs from right to left
-- since: 12
-- ask: SELECT count(*) > 0 FROM noted => t
CREATE TABLE noted (id int PRIMARY KEY, name text NOT NULL, U&"bell\0007" int NOT NULL, U&"esc\001b[31m" text NOT NULL, kind text NOT NULL DEFAULT E'\x1b[0m' CHECK (kind IN (E'\x1b[0m', E'a\rb', E'\x07')));
COMMENT ON TABLE noted IS E'first\nsecond\r\x1b[2J\x1b[31mred\x07';
COMMENT ON COLUMN noted.name IS E'\x1b]0;title\x07 \u202Eright to left\u202C \u0085';
COMMENT ON COLUMN noted.id IS '';
