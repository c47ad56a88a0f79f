-- shows: tables whose keys have the same columns of one another, so that a value would have to be its own
-- since: 12
-- ask: SELECT count(*) > 0 FROM clock => t
-- empty: left_hand, right_hand
CREATE TABLE left_hand (id int PRIMARY KEY, side int NOT NULL, UNIQUE (id, side));
CREATE TABLE right_hand (id int PRIMARY KEY, side int NOT NULL, UNIQUE (id, side));
-- Planning ended with a stack overflow.
ALTER TABLE left_hand ADD FOREIGN KEY (id, side) REFERENCES right_hand (id, side) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE right_hand ADD FOREIGN KEY (id, side) REFERENCES left_hand (id, side) DEFERRABLE INITIALLY DEFERRED;
CREATE TABLE clock (id int PRIMARY KEY, name text NOT NULL);
