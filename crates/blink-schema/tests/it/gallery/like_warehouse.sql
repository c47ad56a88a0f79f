-- shows: in the manner of a data warehouse: dimensions with surrogate keys and versions, a date dimension, facts without keys of their own
-- since: 12
-- ask: SELECT date_key FROM dim_date WHERE date_key <> to_char(day, 'YYYYMMDD')::int OR year <> extract(year FROM day) OR month <> extract(month FROM day) => nothing
-- ask: SELECT customer_id FROM dim_customer WHERE is_current GROUP BY 1 HAVING count(*) > 1 => nothing
-- ask: SELECT order_no FROM fact_sales WHERE revenue <> quantity * unit_price => nothing
CREATE TABLE dim_date (date_key int PRIMARY KEY, day date NOT NULL UNIQUE, year smallint NOT NULL, month smallint NOT NULL, quarter smallint NOT NULL, weekday varchar(9) NOT NULL,
    CHECK (date_key = extract(year FROM day)::int * 10000 + extract(month FROM day)::int * 100 + extract(day FROM day)::int), CHECK (year = extract(year FROM day) AND month = extract(month FROM day)), CHECK (quarter = (month + 2) / 3));
CREATE TABLE dim_customer (customer_key bigint PRIMARY KEY, customer_id varchar(20) NOT NULL, name text NOT NULL, segment text NOT NULL CHECK (segment IN ('consumer', 'corporate', 'public')), valid_from date NOT NULL, valid_to date, is_current boolean NOT NULL, CHECK (valid_to > valid_from), CHECK (is_current = (valid_to IS NULL)), UNIQUE (customer_id, valid_from));
CREATE UNIQUE INDEX one_current ON dim_customer (customer_id) WHERE is_current;
CREATE TABLE dim_product (product_key bigint PRIMARY KEY, sku varchar(20) NOT NULL UNIQUE, name text NOT NULL, brand text, category text NOT NULL);
CREATE TABLE fact_sales (date_key int NOT NULL REFERENCES dim_date, customer_key bigint NOT NULL REFERENCES dim_customer, product_key bigint NOT NULL REFERENCES dim_product, order_no bigint NOT NULL, quantity int NOT NULL CHECK (quantity > 0), unit_price numeric(10, 2) NOT NULL CHECK (unit_price >= 0), revenue numeric(14, 2) NOT NULL, CHECK (revenue = quantity * unit_price));
CREATE TABLE fact_stock (date_key int NOT NULL REFERENCES dim_date, product_key bigint NOT NULL REFERENCES dim_product, on_hand int NOT NULL CHECK (on_hand >= 0), PRIMARY KEY (date_key, product_key));
