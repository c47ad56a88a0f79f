-- shows: numeric whose scale exceeds its precision, and numeric with a negative scale
-- since: 15
-- ask: SELECT id FROM scaled WHERE abs(small) >= 0.001 OR thousands % 1000 <> 0 => nothing
-- ask at 100: SELECT count(DISTINCT small) > 5 AND count(DISTINCT thousands) > 5 FROM scaled => t
CREATE TABLE scaled (id int PRIMARY KEY, small numeric(3, 6) NOT NULL, thousands numeric(5, -3) NOT NULL, code numeric(2, 5) NOT NULL, UNIQUE (small, thousands, code));
CREATE TABLE few (thousands numeric(2, -3) PRIMARY KEY);
-- fewer: few
