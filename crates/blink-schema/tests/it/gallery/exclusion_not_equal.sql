-- shows: an exclusion constraint with <>: all of a group are of one kind
-- since: 12
-- extensions: btree_gist
-- ask: SELECT cage FROM zoo GROUP BY 1 HAVING count(DISTINCT animal) > 1 => nothing
-- ask at 20000: SELECT count(DISTINCT animal) > 1 FROM zoo => t
CREATE TABLE zoo (cage int NOT NULL, animal text NOT NULL CHECK (animal IN ('lion', 'zebra', 'bear', 'wolf')), name text NOT NULL,
    EXCLUDE USING gist (cage WITH =, animal WITH <>));
