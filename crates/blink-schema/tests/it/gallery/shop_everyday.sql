-- shows: the everyday schema: users, categories, products, orders and their lines, with the CHECKs that everybody writes
-- since: 12
-- ask: SELECT price FROM products WHERE price <= 0 OR price > 100000 => nothing
-- ask: SELECT count(DISTINCT email) = count(*) AND bool_and(email ~ '^[^@ ]+@[a-z0-9.-]*(example\.(com|org|net)|\.test)$') FROM users => t
-- ask: SELECT count(*) < 100 OR count(DISTINCT status) >= 3 FROM orders => t
-- ask: SELECT id FROM orders WHERE updated_at < created_at OR shipped_at < created_at => nothing
-- ask: SELECT o.id FROM orders o JOIN users u ON u.id = o.user_id WHERE o.created_at < u.created_at => nothing
-- ask: SELECT order_id FROM order_items GROUP BY 1 HAVING max(line_no) <> count(*) OR min(line_no) <> 1 => nothing
-- ask: SELECT id FROM products WHERE discount_price >= price => nothing
-- ask at 20000: SELECT count(*) > 0 FROM users u WHERE NOT EXISTS (SELECT FROM orders o WHERE o.user_id = u.id) => t
-- ask: SELECT (SELECT count(*) FROM categories) <= greatest(200, (SELECT count(*) FROM products)) => t
CREATE TABLE users (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    email text NOT NULL UNIQUE,
    first_name varchar(50) NOT NULL,
    last_name varchar(50) NOT NULL,
    is_admin boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    CHECK (updated_at >= created_at));
CREATE TABLE categories (id serial PRIMARY KEY, name varchar(60) NOT NULL UNIQUE, slug varchar(60) NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'));
CREATE TABLE products (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    category_id int NOT NULL REFERENCES categories,
    sku varchar(20) NOT NULL UNIQUE,
    name text NOT NULL,
    price numeric(10, 2) NOT NULL CHECK (price >= 0),
    discount_price numeric(10, 2) CHECK (discount_price >= 0),
    stock int NOT NULL DEFAULT 0 CHECK (stock >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    CHECK (discount_price < price));
CREATE TABLE orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id bigint NOT NULL REFERENCES users,
    status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'paid', 'shipped', 'delivered', 'cancelled')),
    total numeric(12, 2) NOT NULL CHECK (total >= 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    shipped_at timestamptz,
    CHECK (updated_at >= created_at),
    CHECK (shipped_at >= created_at));
CREATE TABLE order_items (
    order_id bigint NOT NULL REFERENCES orders ON DELETE CASCADE,
    line_no int NOT NULL CHECK (line_no > 0),
    product_id bigint NOT NULL REFERENCES products,
    quantity int NOT NULL CHECK (quantity BETWEEN 1 AND 100),
    unit_price numeric(10, 2) NOT NULL CHECK (unit_price >= 0),
    PRIMARY KEY (order_id, line_no));
