-- shows: texts of every type
-- since: 12
-- ask: SELECT id FROM texts WHERE char_length(v1) > 1 OR word = '' => nothing
-- ask at 100: SELECT count(DISTINCT word) > 20 FROM texts => t
CREATE TABLE texts (
    id int PRIMARY KEY, word text NOT NULL, v varchar NOT NULL, v1 varchar(1) NOT NULL, v10 varchar(10) NOT NULL, v300 varchar(300), c char NOT NULL, c2 char(2) NOT NULL, c36 char(36),
    n name, letter "char", b1 bit NOT NULL, b8 bit(8) NOT NULL, vb bit varying(12), vb_any bit varying, x xml, bytes bytea NOT NULL, collated text COLLATE "C" NOT NULL);
