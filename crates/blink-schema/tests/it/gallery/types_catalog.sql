-- shows: names and numbers of the server's own objects
-- since: 12
-- ask: SELECT id FROM catalogued WHERE relation = 0 => nothing
CREATE TABLE catalogued (id int PRIMARY KEY, relation regclass NOT NULL, type regtype NOT NULL, function regproc, role regrole, schema regnamespace, at pg_lsn, tx xid, tuple tid, snapshot txid_snapshot);
