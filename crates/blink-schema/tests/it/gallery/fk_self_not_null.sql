-- shows: a self key that is NOT NULL: a root refers to itself
-- since: 12
-- ask: SELECT count(*) >= 1 FROM folder WHERE parent_id = id => t
-- ask: WITH RECURSIVE down AS (SELECT id FROM folder WHERE parent_id = id
--      UNION SELECT f.id FROM folder f JOIN down ON f.parent_id = down.id)
--      SELECT (SELECT count(*) FROM down) = (SELECT count(*) FROM folder) => t
CREATE TABLE folder (
    id int PRIMARY KEY,
    parent_id int NOT NULL REFERENCES folder (id),
    name text NOT NULL CHECK (name NOT LIKE '%/%' AND name <> ''));
