-- shows: unique parts of dates: months within a parent, days, weeks, and texts made of them; sums and concatenations that keep what makes them differ
-- since: 12
-- ask: SELECT customer_id FROM invoice GROUP BY 1, date_trunc('month', issued_on) HAVING count(*) > 1 => nothing
-- ask: SELECT day::date FROM closing GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask: SELECT 1 FROM digest GROUP BY extract(isoyear FROM week_of), extract(week FROM week_of) HAVING count(*) > 1 => nothing
-- ask: SELECT lower(trim(name)) FROM brand GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask at 100: SELECT count(*) >= 10 FROM invoice => t
CREATE TABLE customer (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE invoice (id serial PRIMARY KEY, customer_id int NOT NULL REFERENCES customer, issued_on date NOT NULL, total numeric(10, 2) NOT NULL);
CREATE UNIQUE INDEX invoice_month ON invoice (customer_id, extract(year FROM issued_on), extract(month FROM issued_on));
CREATE TABLE closing (id serial PRIMARY KEY, day timestamp NOT NULL);
CREATE UNIQUE INDEX closing_day ON closing ((day::date));
CREATE TABLE digest (id serial PRIMARY KEY, week_of date NOT NULL);
CREATE UNIQUE INDEX digest_week ON digest (date_trunc('week', week_of::timestamp));
CREATE TABLE brand (id serial PRIMARY KEY, name text NOT NULL);
CREATE UNIQUE INDEX brand_name ON brand (lower(trim(name)));
CREATE TABLE shelf (aisle smallint NOT NULL CHECK (aisle BETWEEN 1 AND 40), place smallint NOT NULL CHECK (place BETWEEN 0 AND 999), label text);
CREATE UNIQUE INDEX shelf_number ON shelf ((aisle * 1000 + place));
CREATE UNIQUE INDEX shelf_code ON shelf ((aisle::text || '-' || place::text));
