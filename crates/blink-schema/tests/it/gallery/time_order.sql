-- shows: time runs forward, whatever the columns are called, along every foreign key and within a row
-- since: 12
-- ask: SELECT i.id FROM issue i JOIN member m ON m.id = i.reporter WHERE i."openedAt" < m.joined_on => nothing
-- ask: SELECT id FROM issue WHERE "closedAt" < "openedAt" OR "updatedAt" < "openedAt" => nothing
-- ask: SELECT c.id FROM reply c JOIN issue i ON i.id = c.issue_id WHERE c.date_created < i."openedAt" => nothing
-- ask: SELECT c.id FROM reply c JOIN reply p ON p.id = c.parent_id WHERE c.date_created < p.date_created => nothing
-- ask: SELECT id FROM campaign WHERE end_date < start_date OR valid_to <= valid_from OR archived_at < created_at => nothing
-- ask at 20000: SELECT count(*) FILTER (WHERE date_created > (SELECT min(date_created) + (max(date_created) - min(date_created)) / 2 FROM reply)) * 2 > count(*) FROM reply => t
CREATE TABLE member (id int PRIMARY KEY, name text NOT NULL, joined_on date NOT NULL, last_login timestamptz, born date);
CREATE TABLE issue (id int PRIMARY KEY, reporter int NOT NULL REFERENCES member, "openedAt" timestamptz NOT NULL, "updatedAt" timestamptz NOT NULL, "closedAt" timestamptz);
CREATE TABLE reply (id int PRIMARY KEY, issue_id int NOT NULL REFERENCES issue, parent_id int REFERENCES reply, author int REFERENCES member, date_created timestamp NOT NULL, edited timestamp);
CREATE TABLE campaign (id int PRIMARY KEY, start_date date NOT NULL, end_date date NOT NULL, valid_from timestamptz NOT NULL, valid_to timestamptz, created_at timestamptz NOT NULL, archived_at timestamptz);
