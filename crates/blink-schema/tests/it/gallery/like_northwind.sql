-- shows: in the manner of Northwind: text keys of five letters, a self key of employees, many names of companies and cities
-- since: 12
-- ask: SELECT customer_id FROM customers WHERE customer_id !~ '^[A-Z]{5}$' => nothing
-- ask: SELECT order_id FROM orders WHERE required_date < order_date OR shipped_date < order_date => nothing
-- ask: SELECT employee_id FROM employees WHERE birth_date >= hire_date => nothing
-- ask: SELECT order_id FROM order_details WHERE discount < 0 OR discount > 1 OR unit_price < 0 => nothing
CREATE TABLE categories (category_id smallint PRIMARY KEY, category_name varchar(15) NOT NULL, description text, picture bytea);
CREATE TABLE suppliers (supplier_id smallint PRIMARY KEY, company_name varchar(40) NOT NULL, contact_name varchar(30), contact_title varchar(30), city varchar(15), country varchar(15), phone varchar(24), homepage text);
CREATE TABLE products (product_id smallint PRIMARY KEY, product_name varchar(40) NOT NULL, supplier_id smallint REFERENCES suppliers, category_id smallint REFERENCES categories, quantity_per_unit varchar(20), unit_price real CHECK (unit_price >= 0), units_in_stock smallint, discontinued int NOT NULL CHECK (discontinued IN (0, 1)));
CREATE TABLE customers (customer_id varchar(5) PRIMARY KEY CHECK (customer_id ~ '^[A-Z]{5}$'), company_name varchar(40) NOT NULL, contact_name varchar(30), address varchar(60), city varchar(15), region varchar(15), postal_code varchar(10), country varchar(15));
CREATE TABLE employees (employee_id smallint PRIMARY KEY, last_name varchar(20) NOT NULL, first_name varchar(10) NOT NULL, title varchar(30), birth_date date, hire_date date, reports_to smallint REFERENCES employees, CHECK (birth_date < hire_date));
CREATE TABLE territories (territory_id varchar(20) PRIMARY KEY, territory_description varchar(60) NOT NULL);
CREATE TABLE employee_territories (employee_id smallint NOT NULL REFERENCES employees, territory_id varchar(20) NOT NULL REFERENCES territories, PRIMARY KEY (employee_id, territory_id));
CREATE TABLE shippers (shipper_id smallint PRIMARY KEY, company_name varchar(40) NOT NULL, phone varchar(24));
CREATE TABLE orders (order_id int PRIMARY KEY, customer_id varchar(5) REFERENCES customers, employee_id smallint REFERENCES employees, order_date date, required_date date, shipped_date date, ship_via smallint REFERENCES shippers, freight real, ship_country varchar(15));
CREATE TABLE order_details (order_id int NOT NULL REFERENCES orders, product_id smallint NOT NULL REFERENCES products, unit_price real NOT NULL, quantity smallint NOT NULL CHECK (quantity > 0), discount real NOT NULL CHECK (discount BETWEEN 0 AND 1), PRIMARY KEY (order_id, product_id));
