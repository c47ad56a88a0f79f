-- shows: tenants that composite keys keep apart, over three levels
-- since: 12
-- ask: SELECT count(*) = 0 FROM task t JOIN project p ON p.id = t.project_id WHERE p.account_id <> t.account_id => t
-- ask: SELECT count(*) = 0 FROM task t JOIN person p ON p.id = t.assignee_id WHERE p.account_id <> t.account_id => t
-- ask: SELECT count(*) = 0 FROM task t JOIN milestone m ON m.id = t.milestone_id
--      WHERE m.account_id <> t.account_id OR m.project_id <> t.project_id => t
-- ask at 20000: SELECT count(DISTINCT account_id) > 3 FROM task => t
CREATE TABLE account (id bigint PRIMARY KEY, name text NOT NULL);
CREATE TABLE person (
    account_id bigint NOT NULL REFERENCES account, id bigint NOT NULL UNIQUE, full_name text NOT NULL, email text NOT NULL,
    PRIMARY KEY (account_id, id), UNIQUE (account_id, email));
CREATE TABLE project (
    account_id bigint NOT NULL REFERENCES account, id bigint NOT NULL UNIQUE, name text NOT NULL, lead_id bigint NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, lead_id) REFERENCES person);
CREATE TABLE milestone (
    account_id bigint NOT NULL, project_id bigint NOT NULL, id bigint NOT NULL UNIQUE, due_on date,
    PRIMARY KEY (account_id, project_id, id),
    FOREIGN KEY (account_id, project_id) REFERENCES project);
CREATE TABLE task (
    account_id bigint NOT NULL, id bigint NOT NULL, project_id bigint NOT NULL, milestone_id bigint, assignee_id bigint,
    title text NOT NULL,
    PRIMARY KEY (account_id, id),
    FOREIGN KEY (account_id, project_id) REFERENCES project,
    FOREIGN KEY (account_id, project_id, milestone_id) REFERENCES milestone,
    FOREIGN KEY (account_id, assignee_id) REFERENCES person);
