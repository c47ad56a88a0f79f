-- shows: AND, OR, NOT and CASE: the state decides which columns are set
-- since: 12
-- ask: SELECT id FROM job WHERE (state = 'done') <> (finished_at IS NOT NULL) => nothing
-- ask at 100: SELECT count(DISTINCT state) FROM job => 4
-- ask at 100: SELECT count(*) FILTER (WHERE kind = 'percent') > 0 AND count(*) FILTER (WHERE kind = 'fixed') > 0 FROM discount => t
-- ask: SELECT id FROM job WHERE finished_at < started_at OR started_at < created_at => nothing
CREATE TABLE job (
    id int PRIMARY KEY, state text NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed')), created_at timestamptz NOT NULL,
    started_at timestamptz, finished_at timestamptz, error text,
    CHECK ((state = 'done') = (finished_at IS NOT NULL)), CHECK (state = 'queued' OR started_at IS NOT NULL), CHECK (NOT (state = 'queued' AND started_at IS NOT NULL)),
    CHECK (state <> 'failed' OR error IS NOT NULL), CHECK (finished_at >= started_at), CHECK (started_at >= created_at));
CREATE TABLE discount (
    id int PRIMARY KEY, kind text NOT NULL, value numeric(8, 2) NOT NULL, free boolean NOT NULL, limit_to int,
    CHECK (CASE kind WHEN 'percent' THEN value > 0 AND value <= 100 WHEN 'fixed' THEN value >= 1 ELSE false END),
    CHECK (CASE WHEN free THEN limit_to IS NULL ELSE limit_to > 0 END), CHECK (NOT free OR value < 50));
