-- shows: types that nothing is known of: candidates through their input functions, else NULL
-- since: 12
-- ask: SELECT count(*) > 0 FROM weighed => t
CREATE TYPE weight;
CREATE FUNCTION weight_in(cstring) RETURNS weight LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION weight_out(weight) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE weight (INPUT = weight_in, OUTPUT = weight_out, LIKE = int4);
CREATE TABLE weighed (id int PRIMARY KEY, weight weight NOT NULL, other weight);
