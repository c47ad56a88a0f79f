-- shows: citext: unique whatever the case of the letters
-- since: 12
-- extensions: citext
-- ask: SELECT lower(username::text) FROM account GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask: SELECT lower(name::text), account_id FROM repository GROUP BY 1, 2 HAVING count(*) > 1 => nothing
CREATE TABLE account (id serial PRIMARY KEY, username citext NOT NULL UNIQUE CHECK (username ~ '^[a-z][a-z0-9_]{2,29}$'), email citext UNIQUE);
CREATE TABLE repository (id serial PRIMARY KEY, account_id int NOT NULL REFERENCES account, name citext NOT NULL, UNIQUE (account_id, name));
CREATE DOMAIN tag AS citext CHECK (length(VALUE) BETWEEN 2 AND 30);
CREATE TABLE tagged (repository_id int REFERENCES repository, tag tag, PRIMARY KEY (repository_id, tag));
