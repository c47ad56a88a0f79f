-- shows: a chain of supertypes, each stored by the trigger of the one below it, and a key with a column that the trigger looks up
-- since: 12
-- ask: SELECT (SELECT count(*) FROM login_account) = (SELECT count(*) FROM account) => t
-- ask: SELECT (SELECT count(*) FROM directory_method) = (SELECT count(*) FROM method) => t
-- ask: SELECT count(*) FROM method WHERE id NOT IN (SELECT id FROM directory_method) => 0
-- ask: SELECT count(*) > 0 FROM account => t
-- ask: SELECT count(*) FROM account a JOIN method m ON m.id = a.method_id WHERE a.scope <> m.scope => 0
-- ask: SELECT count(*) > 0 FROM token => t
CREATE TABLE method (id text PRIMARY KEY, scope text NOT NULL, UNIQUE (id, scope));
CREATE TABLE directory_method (id text PRIMARY KEY REFERENCES method, scope text NOT NULL, url text NOT NULL);
CREATE TABLE account (
    id text PRIMARY KEY,
    method_id text NOT NULL,
    scope text NOT NULL,
    FOREIGN KEY (method_id, scope) REFERENCES method (id, scope)
);
CREATE TABLE login_account (
    id text PRIMARY KEY REFERENCES account,
    method_id text NOT NULL REFERENCES directory_method,
    scope text NOT NULL,
    login text NOT NULL,
    UNIQUE (method_id, login)
);
CREATE TABLE token (id int PRIMARY KEY, account_id text NOT NULL REFERENCES account, method_id text NOT NULL REFERENCES method);
CREATE FUNCTION store_method() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO method (id, scope) VALUES (NEW.id, NEW.scope);
    RETURN NEW; END $$;
CREATE TRIGGER store_method BEFORE INSERT ON directory_method FOR EACH ROW EXECUTE FUNCTION store_method();
CREATE FUNCTION store_account() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    SELECT scope INTO NEW.scope FROM method WHERE method.id = NEW.method_id;
    INSERT INTO account (id, method_id, scope) VALUES (NEW.id, NEW.method_id, NEW.scope);
    RETURN NEW; END $$;
CREATE TRIGGER store_account BEFORE INSERT ON login_account FOR EACH ROW EXECUTE FUNCTION store_account();
