-- shows: in the manner of Discourse: polymorphic references without keys, counters, partial uniques, post numbers within a topic
-- since: 12
-- ask: SELECT topic_id FROM posts GROUP BY 1 HAVING max(post_number) <> count(*) OR min(post_number) <> 1 => nothing
-- ask: SELECT id FROM topics WHERE updated_at < created_at => nothing
CREATE TABLE users (id serial PRIMARY KEY, username varchar(60) NOT NULL, username_lower varchar(60) NOT NULL UNIQUE, name varchar, trust_level int NOT NULL CHECK (trust_level BETWEEN 0 AND 4), active boolean NOT NULL DEFAULT false, ip_address inet, created_at timestamp NOT NULL, updated_at timestamp NOT NULL, CHECK (username_lower = lower(username)));
CREATE TABLE user_emails (id serial PRIMARY KEY, user_id int NOT NULL REFERENCES users, email varchar(513) NOT NULL, "primary" boolean NOT NULL DEFAULT false);
CREATE UNIQUE INDEX user_emails_email ON user_emails (lower(email::text));
CREATE UNIQUE INDEX user_emails_primary ON user_emails (user_id, "primary") WHERE "primary";
CREATE TABLE categories (id serial PRIMARY KEY, name varchar(50) NOT NULL, color varchar(6) NOT NULL DEFAULT '0088CC' CHECK (color ~ '^[0-9A-F]{6}$'), slug varchar NOT NULL, parent_category_id int REFERENCES categories, position int, user_id int NOT NULL REFERENCES users);
CREATE UNIQUE INDEX categories_slug ON categories (COALESCE(parent_category_id, -1), slug);
CREATE TABLE topics (id serial PRIMARY KEY, title varchar NOT NULL, category_id int REFERENCES categories, user_id int REFERENCES users, archetype varchar NOT NULL DEFAULT 'regular', views int NOT NULL DEFAULT 0, posts_count int NOT NULL DEFAULT 0, closed boolean NOT NULL DEFAULT false, created_at timestamp NOT NULL, updated_at timestamp NOT NULL, bumped_at timestamp NOT NULL,
    CONSTRAINT has_category CHECK (category_id IS NOT NULL OR archetype <> 'regular'), CONSTRAINT pm CHECK (archetype IN ('regular', 'private_message')));
CREATE TABLE posts (id serial PRIMARY KEY, user_id int REFERENCES users, topic_id int NOT NULL REFERENCES topics, post_number int NOT NULL, raw text NOT NULL, cooked text NOT NULL, reply_to_post_number int, like_count int NOT NULL DEFAULT 0, deleted_at timestamp, created_at timestamp NOT NULL, updated_at timestamp NOT NULL, UNIQUE (topic_id, post_number));
CREATE TABLE bookmarks (id bigserial PRIMARY KEY, user_id bigint NOT NULL, bookmarkable_id int NOT NULL, bookmarkable_type varchar NOT NULL, name varchar(100), reminder_at timestamp, UNIQUE (user_id, bookmarkable_type, bookmarkable_id));
