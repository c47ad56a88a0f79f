CREATE TABLE suppliers (id int8 NOT NULL, name text NOT NULL, email text NOT NULL, city text NOT NULL);
CREATE TABLE categories (id int8 NOT NULL, name text NOT NULL);
CREATE TABLE customers (
    id int8 NOT NULL, first_name text NOT NULL, last_name text NOT NULL, email text NOT NULL, phone text,
    created_at timestamptz NOT NULL);
CREATE TABLE addresses (
    id int8 NOT NULL, customer_id int8 NOT NULL, street text NOT NULL, city text NOT NULL, postal_code text NOT NULL);
CREATE TABLE products (
    id int8 NOT NULL, category_id int8 NOT NULL, supplier_id int8 NOT NULL, sku text NOT NULL, name text NOT NULL,
    price numeric(10, 2) NOT NULL, stock int4 NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE orders (
    id int8 NOT NULL, customer_id int8 NOT NULL, status text NOT NULL, total numeric(12, 2) NOT NULL,
    created_at timestamptz NOT NULL, updated_at timestamptz NOT NULL);
CREATE TABLE order_items (
    id int8 NOT NULL, order_id int8 NOT NULL, product_id int8 NOT NULL, quantity int4 NOT NULL,
    unit_price numeric(10, 2) NOT NULL);
CREATE TABLE payments (
    id int8 NOT NULL, order_id int8 NOT NULL, amount numeric(12, 2) NOT NULL, method text NOT NULL,
    paid_at timestamptz NOT NULL);
CREATE TABLE shipments (
    id int8 NOT NULL, order_id int8 NOT NULL, tracking_number text NOT NULL, shipped_at timestamptz NOT NULL);
CREATE TABLE reviews (
    id int8 NOT NULL, product_id int8 NOT NULL, customer_id int8 NOT NULL, rating int4 NOT NULL, body text NOT NULL,
    created_at timestamptz NOT NULL);
