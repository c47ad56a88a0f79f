-- shows: geometric types
-- since: 12
CREATE TABLE shapes (id int PRIMARY KEY, p point NOT NULL, l line, s lseg NOT NULL, b box NOT NULL, way path, area polygon, c circle, EXCLUDE USING gist (b WITH &&));
CREATE TABLE plots (id int PRIMARY KEY, village text NOT NULL, circle circle NOT NULL, outline polygon NOT NULL, EXCLUDE USING gist (circle WITH &&), EXCLUDE USING gist (outline WITH &&));
