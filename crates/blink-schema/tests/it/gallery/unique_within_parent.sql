-- shows: unique within a parent: names, slugs, and positions that have no gap
-- since: 12
-- ask: SELECT board_id FROM list GROUP BY 1 HAVING max(position) <> count(*) - 1 OR min(position) <> 0 => nothing
-- ask: SELECT list_id FROM card GROUP BY 1 HAVING max(position) - min(position) + 1 <> count(*) => nothing
-- ask: SELECT slug FROM page WHERE slug !~ '^[a-z0-9-]+$' => nothing
-- ask at 20000: SELECT count(DISTINCT board_id) > 3 FROM list => t
CREATE TABLE board (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE list (
    id serial PRIMARY KEY, board_id int NOT NULL REFERENCES board, position int NOT NULL CHECK (position >= 0), title text NOT NULL,
    UNIQUE (board_id, position), UNIQUE (board_id, title));
CREATE TABLE card (
    id serial PRIMARY KEY, list_id int NOT NULL REFERENCES list, position smallint NOT NULL, title text NOT NULL,
    UNIQUE (list_id, position));
CREATE TABLE page (
    id serial PRIMARY KEY, board_id int REFERENCES board, slug varchar(40) NOT NULL CHECK (slug ~ '^[a-z0-9-]+$'),
    CONSTRAINT page_slug UNIQUE (board_id, slug));
