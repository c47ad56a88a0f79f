-- shows: unique indexes on generated columns
-- since: 12
-- ask: SELECT slug FROM article WHERE slug <> lower(replace(title, ' ', '-')) => nothing
CREATE TABLE article (
    id int PRIMARY KEY, title varchar(120) NOT NULL CHECK (title <> ''),
    slug text GENERATED ALWAYS AS (lower(replace(title::text, ' ', '-'))) STORED UNIQUE);
CREATE TABLE grid (
    a smallint NOT NULL CHECK (a BETWEEN 0 AND 9999), b smallint NOT NULL CHECK (b BETWEEN 0 AND 9999),
    place int GENERATED ALWAYS AS (a * 10000 + b) STORED, UNIQUE (place));
