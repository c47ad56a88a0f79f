-- shows: users, posts and comments without a CHECK: what follows from names and keys alone
-- since: 12
-- ask: SELECT p.id FROM posts p JOIN users u ON u.id = p.user_id WHERE p.created_at < u.created_at => nothing
-- ask: SELECT c.id FROM comments c JOIN posts p ON p.id = c.post_id WHERE c.created_at < p.created_at => nothing
-- ask: SELECT c.id FROM comments c JOIN users u ON u.id = c.user_id WHERE c.created_at < u.created_at => nothing
-- ask: SELECT id FROM users WHERE updated_at < created_at OR deleted_at < updated_at => nothing
-- ask at 20000: SELECT max(n) > 3 * avg(n) FROM (SELECT count(*) n FROM comments GROUP BY post_id) c => t
-- ask at 20000: SELECT count(*) > 0 FROM posts p WHERE NOT EXISTS (SELECT FROM comments c WHERE c.post_id = p.id) => t
-- ask: SELECT id FROM posts WHERE title = '' OR length(title) > 200 OR body = '' => nothing
-- ask at 100: SELECT count(DISTINCT title) * 2 > count(*) FROM posts => t
-- ask at 20000: SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY created_at) > min(created_at) + (max(created_at) - min(created_at)) / 2 FROM posts => t
CREATE TABLE users (
    id bigserial PRIMARY KEY, name text NOT NULL, email text NOT NULL UNIQUE,
    created_at timestamp NOT NULL, updated_at timestamp NOT NULL, deleted_at timestamp);
CREATE TABLE posts (
    id bigserial PRIMARY KEY, user_id bigint NOT NULL REFERENCES users, title text NOT NULL, body text NOT NULL,
    published boolean NOT NULL DEFAULT false, created_at timestamp NOT NULL, updated_at timestamp NOT NULL);
CREATE TABLE comments (
    id bigserial PRIMARY KEY, post_id bigint NOT NULL REFERENCES posts, user_id bigint NOT NULL REFERENCES users,
    body text NOT NULL, created_at timestamp NOT NULL);
