-- shows: patterns of texts with a length without blanks around them, more than can be worked out as a whole
-- since: 12
-- ask: SELECT id FROM site WHERE address !~ 'https?:/' OR length(trim(address)) <= 3 => nothing
-- ask at 100: SELECT count(DISTINCT address) > 10 FROM site => t
CREATE DOMAIN url AS text CHECK (length(trim(VALUE)) > 3) CHECK (length(trim(VALUE)) < 4000) CHECK (VALUE ~ 'https?:\/\/*');
CREATE TABLE site (id int PRIMARY KEY, address url NOT NULL, second text NOT NULL CHECK (second ~ 'a+b' AND length(trim(second)) BETWEEN 5 AND 3000));
