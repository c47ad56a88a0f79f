-- shows: deferrable unique constraints, primary keys too
-- since: 12
-- ask: SELECT playlist_id FROM track GROUP BY 1 HAVING max(position) <> count(*) => nothing
CREATE TABLE playlist (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, name text NOT NULL);
CREATE TABLE track (
    id int PRIMARY KEY, playlist_id int NOT NULL, position int NOT NULL CHECK (position > 0), title text NOT NULL,
    UNIQUE (playlist_id, position) DEFERRABLE INITIALLY IMMEDIATE);
