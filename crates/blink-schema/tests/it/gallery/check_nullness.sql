-- shows: num_nonnulls, num_nulls, IS [NOT] NULL in combination, IS [NOT] DISTINCT FROM
-- since: 12
-- ask: SELECT id FROM target WHERE num_nonnulls(post_id, comment_id, person_id) <> 1 => nothing
-- ask at 100: SELECT count(post_id) > 0 AND count(comment_id) > 0 AND count(person_id) > 0 FROM target => t
-- ask at 100: SELECT count(*) FILTER (WHERE a IS NULL) > 0 AND count(*) FILTER (WHERE a IS NOT NULL) > 0 FROM pairs => t
CREATE TABLE post (id int PRIMARY KEY, title text NOT NULL);
CREATE TABLE person (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE target (
    id int PRIMARY KEY, post_id int REFERENCES post, comment_id int, person_id int REFERENCES person,
    CHECK (num_nonnulls(post_id, comment_id, person_id) = 1));
CREATE TABLE pairs (
    id int PRIMARY KEY, a int, b text, c date, d int, e int, f int, g int, h int,
    CHECK ((a IS NULL) = (b IS NULL)), CHECK (c IS NOT NULL OR d IS NOT NULL), CHECK (num_nulls(e, f) = 1), CHECK ((g IS NULL AND h IS NULL) OR (g IS NOT NULL AND h IS NOT NULL AND g < h)),
    CHECK (num_nonnulls(d, e, g) >= 1), CHECK (a IS DISTINCT FROM d), CHECK (e IS NULL OR e IS NOT DISTINCT FROM 5 OR e > 100));
