-- shows: deferrable foreign keys, checked at once or at the end, with every action
-- constant: node.first_edge
-- since: 12
-- ask: SELECT count(*) = 0 FROM edge WHERE source = target => t
CREATE TABLE node (id int PRIMARY KEY, label text NOT NULL, first_edge bigint);
CREATE TABLE edge (
    id bigint PRIMARY KEY,
    source int NOT NULL REFERENCES node ON UPDATE CASCADE ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED,
    target int NOT NULL REFERENCES node ON DELETE NO ACTION DEFERRABLE INITIALLY IMMEDIATE,
    weight real NOT NULL DEFAULT 1 CHECK (weight > 0),
    CONSTRAINT no_loop CHECK (source <> target));
ALTER TABLE node ADD FOREIGN KEY (first_edge) REFERENCES edge ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED;
-- may be empty at 1: edge
