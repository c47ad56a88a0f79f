-- shows: two subtypes by primary keys that are foreign keys; nothing but their being subtypes divides the rows
-- since: 12
-- may be empty at 1: card, transfer
-- ask at 100: SELECT (SELECT count(*) FROM card) > 0 AND (SELECT count(*) FROM transfer) > 0 => t
-- ask: SELECT (SELECT count(*) FROM card) <= (SELECT count(*) FROM payment) => t
-- ask: SELECT count(*) = 0 FROM card JOIN transfer USING (payment_id) => t
CREATE TABLE payment (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, amount numeric(10, 2) NOT NULL CHECK (amount > 0));
CREATE TABLE card (payment_id bigint PRIMARY KEY REFERENCES payment, last_four char(4) NOT NULL CHECK (last_four ~ '^\d{4}$'));
CREATE TABLE transfer (payment_id bigint PRIMARY KEY REFERENCES payment, reference varchar(35) NOT NULL);
