-- shows: unique texts that a CHECK limits are still what their column means
-- since: 12
-- ask: SELECT count(*) FROM account WHERE email !~ '^[a-z]+\.[a-z]+[0-9]+@example\.(com|org|net)$' => 0
-- ask: SELECT count(*) FROM account WHERE login !~ '^[a-z]+_?[a-z]*[0-9]+$' => 0
-- ask: SELECT count(*) FROM article WHERE slug !~ '^[a-z0-9]+(-[a-z0-9]+)*-[0-9]+$' => 0
-- ask: SELECT count(*) FROM article WHERE title !~ ' ' => 0
-- ask at 100: SELECT (SELECT count(*) FROM country) > 249 OR count(*) > 0 FROM country WHERE name = 'United States' AND code = 'US' => t
CREATE TABLE account (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE CHECK (email = lower(email)) CHECK (email LIKE '%_@_%'),
    login varchar(64) NOT NULL UNIQUE CHECK (login ~ '^[a-z0-9_]{2,64}$'),
    created_at timestamptz NOT NULL
);
CREATE TABLE article (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    slug text NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    title text NOT NULL UNIQUE CHECK (trim(title) <> '' AND length(title) >= 3)
);
CREATE TABLE country (
    code char(2) PRIMARY KEY CHECK (code ~ '^[A-Z]{2}$'),
    name text NOT NULL UNIQUE CHECK (name <> '')
);
