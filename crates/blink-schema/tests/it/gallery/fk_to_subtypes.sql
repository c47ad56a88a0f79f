-- shows: foreign keys that only some rows of their table are right for, told by a column of the key
-- since: 12
-- may be empty at 1: invoice_line, delivery
-- ask: SELECT count(*) FROM invoice_line JOIN document ON document.id = document_id WHERE document.type <> 'invoice' => 0
-- ask at 100: SELECT count(DISTINCT document_id) > 1 FROM delivery => t
-- ask at 100: SELECT count(DISTINCT type) FROM document => 3
CREATE TABLE document (id int PRIMARY KEY, type text NOT NULL CHECK (type IN ('invoice', 'order', 'note')), created_at timestamptz NOT NULL, UNIQUE (id, type));
CREATE TABLE invoice_line (document_id int NOT NULL, type text NOT NULL CHECK (type = 'invoice'), line_no int NOT NULL, amount numeric(8, 2) NOT NULL, PRIMARY KEY (document_id, line_no), FOREIGN KEY (document_id, type) REFERENCES document (id, type));
CREATE TABLE courier (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE delivery (id int PRIMARY KEY, courier_id int NOT NULL REFERENCES courier, document_id int NOT NULL, type text NOT NULL CHECK (type = 'order'), created_at timestamptz NOT NULL, FOREIGN KEY (document_id, type) REFERENCES document (id, type));
-- constant: invoice_line.type, delivery.type
