-- shows: a table within tenants whose unique key has too few values for each of them, to which others refer
-- since: 12
-- fewer: certificate
-- ask: SELECT count(*) BETWEEN 1 AND 2 FROM certificate => t
-- ask: SELECT count(*) > 0 FROM device_bundle => t
CREATE TABLE state (name text PRIMARY KEY);
INSERT INTO state VALUES ('current'), ('next');
CREATE TABLE org (id int PRIMARY KEY, title text NOT NULL);
CREATE TABLE realm (id int PRIMARY KEY, org_id int NOT NULL REFERENCES org, version int NOT NULL, UNIQUE (org_id, version));
CREATE TABLE certificate (public_key bytea PRIMARY KEY, realm_id int NOT NULL REFERENCES realm, state text NOT NULL UNIQUE REFERENCES state, body bytea NOT NULL);
CREATE TABLE device (serial text PRIMARY KEY, realm_id int NOT NULL REFERENCES realm);
CREATE TABLE device_bundle (public_key bytea NOT NULL REFERENCES certificate, serial text NOT NULL REFERENCES device, packed bytea, PRIMARY KEY (public_key, serial));
