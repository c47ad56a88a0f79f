-- shows: exclusion constraints without a group, with = alone, deferrable, and on integer ranges
-- since: 12
-- extensions: btree_gist
-- ask: SELECT a.valid FROM price_list a JOIN price_list b ON a.id < b.id AND a.valid && b.valid => nothing
CREATE TABLE price_list (id int PRIMARY KEY, valid daterange NOT NULL, EXCLUDE USING gist (valid WITH &&));
CREATE TABLE block (id int PRIMARY KEY, numbers int8range NOT NULL, EXCLUDE USING gist (numbers WITH &&) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE sole (code text NOT NULL, EXCLUDE USING btree (code WITH =));
CREATE TABLE hashed (code text NOT NULL, EXCLUDE USING hash (code WITH =));
