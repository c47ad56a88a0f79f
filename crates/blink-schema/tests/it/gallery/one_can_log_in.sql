-- shows: columns for hashes of passwords, by length, CHECK and neighbours
-- since: 12
-- ask: SELECT id FROM bcrypt_user WHERE password_hash !~ '^\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}$' => nothing
-- ask: SELECT id FROM argon_user WHERE encrypted_password !~ '^\$argon2id\$' => nothing
-- ask: SELECT id FROM django_user WHERE password !~ '^pbkdf2_sha256\$\d+\$' => nothing
CREATE TABLE bcrypt_user (id serial PRIMARY KEY, username text NOT NULL UNIQUE, password_hash char(60) NOT NULL);
CREATE TABLE argon_user (id serial PRIMARY KEY, email text NOT NULL UNIQUE, encrypted_password text NOT NULL CHECK (encrypted_password LIKE '$argon2id$%'));
CREATE TABLE django_user (id serial PRIMARY KEY, username varchar(150) NOT NULL UNIQUE, password varchar(128) NOT NULL CHECK (password LIKE 'pbkdf2_sha256$%'), last_login timestamptz, is_superuser boolean NOT NULL);
-- constant: bcrypt_user.password_hash, argon_user.encrypted_password, django_user.password
