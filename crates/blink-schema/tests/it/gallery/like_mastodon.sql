-- shows: in the manner of Mastodon: accounts here and elsewhere, statuses that answer and share, follows of two accounts, polls
-- constant: users.encrypted_password
-- since: 12
-- ask: SELECT id FROM follows WHERE account_id = target_account_id => nothing
-- ask: SELECT s.id FROM statuses s JOIN statuses p ON p.id = s.in_reply_to_id WHERE s.created_at < p.created_at => nothing
-- may be empty at 1: follows, blocks
CREATE TABLE accounts (id bigserial PRIMARY KEY, username varchar NOT NULL DEFAULT '', domain varchar, display_name varchar NOT NULL DEFAULT '', note text NOT NULL DEFAULT '', uri varchar NOT NULL DEFAULT '', url varchar, locked boolean NOT NULL DEFAULT false, fields jsonb, also_known_as varchar[], created_at timestamp NOT NULL, updated_at timestamp NOT NULL);
CREATE UNIQUE INDEX accounts_name ON accounts (lower(username::text), COALESCE(lower(domain::text), ''::text));
CREATE TABLE users (id bigserial PRIMARY KEY, email varchar NOT NULL DEFAULT '' UNIQUE, account_id bigint NOT NULL UNIQUE REFERENCES accounts ON DELETE CASCADE, encrypted_password varchar NOT NULL DEFAULT '', sign_in_count int NOT NULL DEFAULT 0, current_sign_in_at timestamp, last_sign_in_at timestamp, locale varchar, chosen_languages varchar[], created_at timestamp NOT NULL, updated_at timestamp NOT NULL, invited_by bigint REFERENCES users, CHECK (last_sign_in_at <= current_sign_in_at));
CREATE TABLE statuses (id bigserial PRIMARY KEY, uri varchar UNIQUE, text text NOT NULL DEFAULT '', in_reply_to_id bigint REFERENCES statuses ON DELETE SET NULL, reblog_of_id bigint REFERENCES statuses ON DELETE CASCADE, account_id bigint NOT NULL REFERENCES accounts, visibility int NOT NULL DEFAULT 0 CHECK (visibility BETWEEN 0 AND 4), sensitive boolean NOT NULL DEFAULT false, language varchar, deleted_at timestamp, created_at timestamp NOT NULL, updated_at timestamp NOT NULL);
CREATE TABLE follows (id bigserial PRIMARY KEY, account_id bigint NOT NULL REFERENCES accounts, target_account_id bigint NOT NULL REFERENCES accounts, show_reblogs boolean NOT NULL DEFAULT true, uri varchar, created_at timestamp NOT NULL, UNIQUE (account_id, target_account_id), CHECK (account_id <> target_account_id));
CREATE TABLE blocks (id bigserial PRIMARY KEY, account_id bigint NOT NULL REFERENCES accounts, target_account_id bigint NOT NULL REFERENCES accounts, UNIQUE (account_id, target_account_id), CHECK (account_id <> target_account_id));
CREATE TABLE polls (id bigserial PRIMARY KEY, account_id bigint NOT NULL REFERENCES accounts, status_id bigint NOT NULL REFERENCES statuses, options varchar[] NOT NULL DEFAULT '{}' CHECK (cardinality(options) BETWEEN 2 AND 4), expires_at timestamp, multiple boolean NOT NULL DEFAULT false);
CREATE TABLE poll_votes (id bigserial PRIMARY KEY, account_id bigint NOT NULL REFERENCES accounts, poll_id bigint NOT NULL REFERENCES polls, choice int NOT NULL CHECK (choice BETWEEN 0 AND 3), UNIQUE (account_id, poll_id, choice));
CREATE TABLE tags (id bigserial PRIMARY KEY, name varchar NOT NULL DEFAULT '');
CREATE UNIQUE INDEX tags_name ON tags (lower(name::text));
CREATE TABLE statuses_tags (status_id bigint NOT NULL REFERENCES statuses, tag_id bigint NOT NULL REFERENCES tags, PRIMARY KEY (tag_id, status_id));
