-- shows: tables of one name in several schemas, and foreign keys between schemas
-- since: 12
-- ask: SELECT count(*) = 0 FROM sales.item i LEFT JOIN stock.item s ON s.id = i.stock_item_id WHERE s.id IS NULL => t
-- ask: SELECT (SELECT count(*) FROM item) > 0 AND (SELECT count(*) FROM sales.item) > 0 AND (SELECT count(*) FROM stock.item) > 0 => t
CREATE SCHEMA sales;
CREATE SCHEMA stock;
CREATE TYPE stock.state AS ENUM ('full', 'empty');
CREATE TYPE sales.state AS ENUM ('open', 'closed');
CREATE TABLE item (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE stock.item (id int PRIMARY KEY, item_id int NOT NULL REFERENCES public.item, state stock.state NOT NULL, amount int NOT NULL CHECK (amount >= 0));
CREATE TABLE sales.item (id int PRIMARY KEY, stock_item_id int NOT NULL REFERENCES stock.item, state sales.state NOT NULL, price numeric(8, 2) NOT NULL CHECK (price > 0));
