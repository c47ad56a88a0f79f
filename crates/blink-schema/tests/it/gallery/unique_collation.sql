-- shows: collations to which different texts are equal
-- since: 12
-- ask: SELECT lower(name COLLATE "C") FROM label GROUP BY 1 HAVING count(*) > 1 => nothing
CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE COLLATION any_accent (provider = icu, locale = 'und-u-ks-level1-kc-true', deterministic = false);
CREATE TABLE label (id int PRIMARY KEY, name text COLLATE any_case NOT NULL UNIQUE, word varchar(30) COLLATE any_accent NOT NULL UNIQUE);
CREATE TABLE use_of_label (id int PRIMARY KEY, name text COLLATE any_case NOT NULL REFERENCES label (name));
