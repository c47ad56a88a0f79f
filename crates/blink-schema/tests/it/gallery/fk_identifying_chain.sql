-- shows: keys that grow along a chain of identifying relations
-- since: 12
-- ask: SELECT count(*) = 0 FROM delivery_line d JOIN order_line l USING (company, order_no, line_no) WHERE d.quantity > 0 AND l.quantity <= 0 => t
-- ask: SELECT company, order_no FROM order_line GROUP BY 1, 2 HAVING max(line_no) <> count(*) OR min(line_no) <> 1 => nothing
CREATE TABLE company (company smallint PRIMARY KEY, name text NOT NULL);
CREATE TABLE sales_order (
    company smallint REFERENCES company, order_no int, ordered_on date NOT NULL,
    PRIMARY KEY (company, order_no));
CREATE TABLE order_line (
    company smallint, order_no int, line_no smallint, item text NOT NULL, quantity int NOT NULL CHECK (quantity > 0),
    PRIMARY KEY (company, order_no, line_no),
    FOREIGN KEY (company, order_no) REFERENCES sales_order);
CREATE TABLE delivery_line (
    company smallint, order_no int, line_no smallint, delivery_no smallint, quantity int NOT NULL,
    PRIMARY KEY (company, order_no, line_no, delivery_no),
    FOREIGN KEY (company, order_no, line_no) REFERENCES order_line);
CREATE TABLE serial_number (
    company smallint, order_no int, line_no smallint, delivery_no smallint, serial varchar(24),
    PRIMARY KEY (company, order_no, line_no, delivery_no, serial),
    FOREIGN KEY (company, order_no, line_no, delivery_no) REFERENCES delivery_line);
