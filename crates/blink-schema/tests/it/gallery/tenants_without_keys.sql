-- shows: tenants that no composite key keeps apart: each row has the tenant, and its references must agree
-- since: 12
-- ask: SELECT count(*) = 0 FROM invoice i JOIN customer c ON c.id = i.customer_id WHERE c.tenant_id <> i.tenant_id => t
-- ask: SELECT count(*) = 0 FROM invoice_line l JOIN invoice i ON i.id = l.invoice_id WHERE i.tenant_id <> l.tenant_id => t
-- ask: SELECT count(*) = 0 FROM invoice_line l JOIN product p ON p.id = l.product_id WHERE p.tenant_id <> l.tenant_id => t
-- ask at 20000: SELECT count(DISTINCT tenant_id) > 3 FROM invoice_line => t
CREATE TABLE tenant (id uuid PRIMARY KEY DEFAULT md5(random()::text)::uuid, name text NOT NULL, created_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE customer (
    id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenant, name text NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE product (
    id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenant, name text NOT NULL, price numeric(10, 2) NOT NULL);
CREATE TABLE invoice (
    id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenant, customer_id uuid NOT NULL REFERENCES customer,
    number int NOT NULL, created_at timestamptz NOT NULL,
    UNIQUE (tenant_id, number));
CREATE TABLE invoice_line (
    id uuid PRIMARY KEY, tenant_id uuid NOT NULL REFERENCES tenant, invoice_id uuid NOT NULL REFERENCES invoice,
    product_id uuid NOT NULL REFERENCES product, quantity int NOT NULL CHECK (quantity > 0));
