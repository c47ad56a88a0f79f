-- shows: in the manner of Lemmy: reports and actions about exactly one of several, addresses of actors, ltree paths, scores kept beside
-- since: 12
-- extensions: ltree
-- ask: SELECT id FROM report WHERE num_nonnulls(post_id, comment_id, message_id) <> 1 => nothing
-- ask at 100: SELECT count(post_id) > 0 AND count(comment_id) > 0 FROM report => t
-- ask: SELECT ap_id FROM post WHERE ap_id !~ '^https?://([a-z0-9-]+\.)*(example\.(com|org|net)|[a-z0-9-]+\.test)(/|$)' => nothing
-- may be empty: message
CREATE TABLE instance (id serial PRIMARY KEY, domain varchar(255) NOT NULL UNIQUE, published_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
CREATE TABLE person (id serial PRIMARY KEY, name varchar(255) NOT NULL, display_name varchar(255), instance_id int NOT NULL REFERENCES instance ON DELETE CASCADE, actor_id varchar(255) NOT NULL UNIQUE, public_key text NOT NULL, private_key text, bot_account boolean NOT NULL DEFAULT false, published_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE community (id serial PRIMARY KEY, name varchar(255) NOT NULL, title varchar(255) NOT NULL, instance_id int NOT NULL REFERENCES instance, actor_id varchar(255) NOT NULL UNIQUE, nsfw boolean NOT NULL DEFAULT false, subscribers bigint NOT NULL DEFAULT 0 CHECK (subscribers >= 0));
CREATE TABLE post (id serial PRIMARY KEY, name varchar(200) NOT NULL, url varchar(2000), body text, creator_id int NOT NULL REFERENCES person, community_id int NOT NULL REFERENCES community, ap_id varchar(255) NOT NULL UNIQUE, score bigint NOT NULL DEFAULT 0, hot_rank double precision NOT NULL DEFAULT 0.0001, published_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE comment (id serial PRIMARY KEY, creator_id int NOT NULL REFERENCES person, post_id int NOT NULL REFERENCES post, content text NOT NULL, path ltree NOT NULL DEFAULT '0', ap_id varchar(255) NOT NULL UNIQUE, published_at timestamptz NOT NULL DEFAULT now(), deleted boolean NOT NULL DEFAULT false);
CREATE TABLE message (id serial PRIMARY KEY, creator_id int NOT NULL REFERENCES person, recipient_id int NOT NULL REFERENCES person, content text NOT NULL, CHECK (creator_id <> recipient_id));
CREATE TABLE report (id serial PRIMARY KEY, creator_id int NOT NULL REFERENCES person, post_id int REFERENCES post, comment_id int REFERENCES comment, message_id int REFERENCES message, reason text NOT NULL, resolved boolean NOT NULL DEFAULT false, resolver_id int REFERENCES person,
    CONSTRAINT one_target CHECK (num_nonnulls(post_id, comment_id, message_id) = 1));
CREATE TABLE post_actions (person_id int REFERENCES person, post_id int REFERENCES post, read_at timestamptz, saved_at timestamptz, vote_score smallint CHECK (vote_score IN (-1, 1)), voted_at timestamptz, PRIMARY KEY (person_id, post_id),
    CONSTRAINT any_action CHECK (num_nonnulls(read_at, saved_at, voted_at) <> 0), CONSTRAINT vote_check CHECK (num_nonnulls(voted_at, vote_score) IN (0, 2)));
