CREATE TABLE users (
    id int8 NOT NULL, name text NOT NULL, email text NOT NULL, created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL);
CREATE TABLE posts (
    id int8 NOT NULL, user_id int8 NOT NULL, title text NOT NULL, body text NOT NULL, published bool NOT NULL,
    created_at timestamptz NOT NULL);
CREATE TABLE comments (
    id int8 NOT NULL, post_id int8 NOT NULL, user_id int8 NOT NULL, body text NOT NULL,
    created_at timestamptz NOT NULL);
