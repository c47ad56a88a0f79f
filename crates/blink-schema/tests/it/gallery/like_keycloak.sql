-- shows: in the manner of Keycloak: texts of 36 as keys, times as bigint, realms that hold all, keys of whole rows
-- since: 12
-- ask: SELECT u.id FROM user_role_mapping m JOIN user_entity u ON u.id = m.user_id JOIN keycloak_role r ON r.id = m.role_id WHERE r.realm_id IS NULL => nothing
CREATE TABLE realm (id varchar(36) PRIMARY KEY, name varchar(255) UNIQUE, enabled boolean NOT NULL DEFAULT false, access_token_lifespan int, ssl_required varchar(255), not_before int NOT NULL DEFAULT 0);
CREATE TABLE client (id varchar(36) PRIMARY KEY, client_id varchar(255), realm_id varchar(36) REFERENCES realm, secret varchar(255), base_url varchar(255), protocol varchar(255), UNIQUE (realm_id, client_id));
CREATE TABLE user_entity (id varchar(36) PRIMARY KEY, email varchar(255), email_verified boolean NOT NULL DEFAULT false, enabled boolean NOT NULL DEFAULT false, first_name varchar(255), last_name varchar(255), realm_id varchar(255), username varchar(255), created_timestamp bigint, UNIQUE (realm_id, username), UNIQUE (realm_id, email));
CREATE TABLE credential (id varchar(36) PRIMARY KEY, salt bytea, type varchar(255), user_id varchar(36) REFERENCES user_entity, created_date bigint, secret_data text, credential_data text, priority int);
CREATE TABLE keycloak_role (id varchar(36) PRIMARY KEY, client_realm_constraint varchar(255), client_role boolean NOT NULL DEFAULT false, name varchar(255), realm_id varchar(255), client varchar(36), realm varchar(36) REFERENCES realm, UNIQUE (name, client_realm_constraint));
CREATE TABLE user_role_mapping (role_id varchar(255) NOT NULL, user_id varchar(36) NOT NULL REFERENCES user_entity, PRIMARY KEY (role_id, user_id));
CREATE TABLE composite_role (composite varchar(36) NOT NULL REFERENCES keycloak_role, child_role varchar(36) NOT NULL REFERENCES keycloak_role, PRIMARY KEY (composite, child_role));
CREATE TABLE user_attribute (name varchar(255) NOT NULL, value varchar(255), user_id varchar(36) NOT NULL REFERENCES user_entity, id varchar(36) PRIMARY KEY);
CREATE TABLE redirect_uris (client_id varchar(36) NOT NULL REFERENCES client, value varchar(255) NOT NULL, PRIMARY KEY (client_id, value));
