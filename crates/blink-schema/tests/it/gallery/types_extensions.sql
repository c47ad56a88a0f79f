-- shows: types of extensions: hstore, citext, ltree, cube, isn
-- since: 12
-- extensions: hstore, citext, ltree, cube, isn, seg
CREATE TABLE extended (id int PRIMARY KEY, attributes hstore NOT NULL, email citext NOT NULL UNIQUE, path ltree NOT NULL UNIQUE, vector cube, book isbn13, old isbn, weight seg, query lquery);
