-- shows: a self key that may be NULL: a tree with roots and without circles
-- since: 12
-- ask: SELECT count(*) >= 1 FROM category WHERE parent_id IS NULL => t
-- ask: WITH RECURSIVE down AS (SELECT id FROM category WHERE parent_id IS NULL
--      UNION SELECT c.id FROM category c JOIN down ON c.parent_id = down.id)
--      SELECT (SELECT count(*) FROM down) = (SELECT count(*) FROM category) => t
-- ask at 100: SELECT count(*) > 0 FROM category WHERE parent_id IS NOT NULL => t
-- ask: SELECT count(*) = 0 FROM category c JOIN category p ON p.id = c.parent_id WHERE c.created_at < p.created_at => t
CREATE TABLE category (
    id serial PRIMARY KEY,
    parent_id int REFERENCES category ON DELETE CASCADE CHECK (parent_id <> id),
    name varchar(80) NOT NULL,
    created_at timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
    UNIQUE (parent_id, name));
CREATE INDEX ON category (parent_id);
