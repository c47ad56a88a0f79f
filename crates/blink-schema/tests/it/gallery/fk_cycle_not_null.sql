-- shows: a circle of two NOT NULL foreign keys, none of them deferrable
-- since: 12
-- ask: SELECT count(*) = 0 FROM team t JOIN player p ON p.id = t.captain_id WHERE p.team_id IS NULL => t
-- ask: SELECT (SELECT count(*) FROM team) > 0 AND (SELECT count(*) FROM player) > 0 => t
CREATE TABLE team (id int PRIMARY KEY, name text NOT NULL UNIQUE, captain_id int NOT NULL);
CREATE TABLE player (
    id int PRIMARY KEY,
    team_id int NOT NULL REFERENCES team,
    full_name text NOT NULL,
    shirt_no smallint CHECK (shirt_no BETWEEN 1 AND 99));
ALTER TABLE team ADD FOREIGN KEY (captain_id) REFERENCES player;
