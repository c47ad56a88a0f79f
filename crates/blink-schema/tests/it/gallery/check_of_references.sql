-- shows: CHECKs about values that foreign keys bring from tables with rows and from filled ones
-- since: 12
-- fewer: grade
-- ask at 100: SELECT count(*) FILTER (WHERE address IS NULL) > 0 AND count(*) FILTER (WHERE kind = 'fixed') > 0 FROM worker => t
-- ask at 100: SELECT count(DISTINCT kind) FROM route => 2
-- ask at 100: SELECT count(*) FILTER (WHERE kind IS NULL) > 0 AND count(*) FILTER (WHERE kind = 'fixed') > 0 FROM optional => t
-- ask: SELECT m.id FROM mark m JOIN grade g ON g.id = m.grade_id WHERE m.grade_id > 20 AND m.note IS NULL => nothing
CREATE TABLE kind (name text PRIMARY KEY);
INSERT INTO kind VALUES ('fixed'), ('roaming'), ('retired');
CREATE TABLE worker (id int PRIMARY KEY, kind text NOT NULL REFERENCES kind, address text, seen_at timestamptz,
    CHECK (kind <> 'fixed' OR address IS NOT NULL), CHECK (kind <> 'fixed' OR seen_at IS NOT NULL),
    CHECK (seen_at IS NOT NULL AND address IS NOT NULL OR seen_at IS NULL AND address IS NULL));
CREATE TABLE route (id int PRIMARY KEY, kind text NOT NULL REFERENCES kind CHECK (kind IS NOT NULL AND kind <> 'retired'));
CREATE TABLE optional (id int PRIMARY KEY, kind text REFERENCES kind CHECK (kind = 'fixed'), note text,
    CHECK (kind IS NOT NULL OR note IS NOT NULL));
CREATE TABLE grade (id int PRIMARY KEY);
CREATE TABLE mark (id int PRIMARY KEY, grade_id int NOT NULL REFERENCES grade, note text,
    CHECK (grade_id <= 20 OR note IS NOT NULL));
