CREATE TYPE grade AS ENUM ('beginner', 'hobby', 'professional');
CREATE DOMAIN model_year AS int4 CHECK (VALUE BETWEEN 1950 AND 2100);

CREATE TABLE countries (
    id serial NOT NULL,
    name text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE cities (
    id serial NOT NULL,
    country_id int4 NOT NULL,
    name text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE addresses (
    id serial NOT NULL,
    city_id int4 NOT NULL,
    line text NOT NULL,
    postcode text,
    changed_at timestamptz NOT NULL DEFAULT now()
);
-- A branch has a chief, and each employee has a branch.
CREATE TABLE branches (
    id serial NOT NULL,
    address_id int4 NOT NULL,
    chief_id int4 NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE employees (
    id serial NOT NULL,
    branch_id int4 NOT NULL,
    name text NOT NULL,
    email text,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE customers (
    id serial NOT NULL,
    branch_id int4 NOT NULL,
    address_id int4 NOT NULL,
    name text NOT NULL,
    email text,
    active bool NOT NULL DEFAULT true,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE makers (
    id serial NOT NULL,
    name text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE categories (
    id serial NOT NULL,
    name text NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE products (
    id serial NOT NULL,
    maker_id int4 NOT NULL,
    title text NOT NULL,
    description text,
    year model_year,
    grade grade NOT NULL DEFAULT 'hobby',
    price numeric(8, 2) NOT NULL,
    tags text[],
    changed_at timestamptz NOT NULL DEFAULT now(),
    search tsvector NOT NULL
);
CREATE TABLE product_categories (
    product_id int4 NOT NULL,
    category_id int4 NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE items (
    id serial NOT NULL,
    product_id int4 NOT NULL,
    branch_id int4 NOT NULL,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE loans (
    id serial NOT NULL,
    item_id int4 NOT NULL,
    customer_id int4 NOT NULL,
    employee_id int4 NOT NULL,
    lent_at timestamptz NOT NULL,
    returned_at timestamptz,
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE payments (
    id serial NOT NULL,
    loan_id int4 NOT NULL,
    customer_id int4 NOT NULL,
    employee_id int4 NOT NULL,
    amount numeric(8, 2) NOT NULL,
    paid_at timestamptz NOT NULL
) PARTITION BY RANGE (paid_at);
DO $$
DECLARE
    month timestamp := '2024-01-01';
BEGIN
    FOR n IN 1 .. 24 LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF payments FOR VALUES FROM (%L) TO (%L)',
            'payments_' || to_char(month, 'YYYY_MM'), month || '+00', month + interval '1 month' || '+00');
        month := month + interval '1 month';
    END LOOP;
END
$$;

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.changed_at := now();
    RETURN NEW;
END
$$;
CREATE FUNCTION lent(item int4) RETURNS bool LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM loans WHERE item_id = item AND returned_at IS NULL)
$$;
CREATE VIEW customer_addresses AS
    SELECT c.id, c.name, a.line, t.name AS city, l.name AS country
    FROM customers c
    JOIN addresses a ON a.id = c.address_id
    JOIN cities t ON t.id = a.city_id
    JOIN countries l ON l.id = t.country_id;
CREATE MATERIALIZED VIEW turnover AS
    SELECT e.branch_id, sum(p.amount) AS total FROM payments p JOIN employees e ON e.id = p.employee_id
    GROUP BY e.branch_id
    WITH NO DATA;

CREATE TRIGGER products_search BEFORE INSERT OR UPDATE ON products
    FOR EACH ROW EXECUTE FUNCTION tsvector_update_trigger('search', 'pg_catalog.english', 'title', 'description');
DO $$
DECLARE
    changed text;
BEGIN
    FOR changed IN
        SELECT attrelid::regclass FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attname = 'changed_at' AND relkind = 'r'
    LOOP
        EXECUTE format('CREATE TRIGGER touch BEFORE UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION touch()', changed);
    END LOOP;
END
$$;
