ALTER TABLE countries ADD CONSTRAINT countries_pkey PRIMARY KEY (id);
ALTER TABLE cities ADD CONSTRAINT cities_pkey PRIMARY KEY (id);
ALTER TABLE addresses ADD CONSTRAINT addresses_pkey PRIMARY KEY (id);
ALTER TABLE branches ADD CONSTRAINT branches_pkey PRIMARY KEY (id);
ALTER TABLE employees ADD CONSTRAINT employees_pkey PRIMARY KEY (id);
ALTER TABLE customers ADD CONSTRAINT customers_pkey PRIMARY KEY (id);
ALTER TABLE makers ADD CONSTRAINT makers_pkey PRIMARY KEY (id);
ALTER TABLE categories ADD CONSTRAINT categories_pkey PRIMARY KEY (id);
ALTER TABLE products ADD CONSTRAINT products_pkey PRIMARY KEY (id);
ALTER TABLE product_categories ADD CONSTRAINT product_categories_pkey PRIMARY KEY (product_id, category_id);
ALTER TABLE items ADD CONSTRAINT items_pkey PRIMARY KEY (id);
ALTER TABLE loans ADD CONSTRAINT loans_pkey PRIMARY KEY (id);

CREATE INDEX cities_country_id ON cities (country_id);
CREATE INDEX addresses_city_id ON addresses (city_id);
CREATE UNIQUE INDEX branches_chief_id ON branches (chief_id);
CREATE INDEX customers_address_id ON customers (address_id);
CREATE INDEX customers_name ON customers (name);
CREATE INDEX products_title ON products (title);
CREATE INDEX products_maker_id ON products (maker_id);
CREATE INDEX products_search ON products USING gist (search);
CREATE INDEX items_product_id ON items (product_id, branch_id);
CREATE UNIQUE INDEX loans_lent_at ON loans (lent_at, item_id, customer_id);
CREATE INDEX loans_item_id ON loans (item_id);

-- The parent has the primary key alone; indexes and foreign keys are each partition's own.
ALTER TABLE ONLY payments ADD CONSTRAINT payments_pkey PRIMARY KEY (paid_at, id);
DO $$
DECLARE
    part text;
BEGIN
    FOR part IN
        SELECT relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
        WHERE inhparent = 'payments'::regclass ORDER BY relname
    LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I PRIMARY KEY (paid_at, id)', part, part || '_pkey');
        EXECUTE format('ALTER INDEX payments_pkey ATTACH PARTITION %I', part || '_pkey');
        EXECUTE format('CREATE INDEX %I ON %I (customer_id)', part || '_customer_id', part);
        EXECUTE format('CREATE INDEX %I ON %I (employee_id)', part || '_employee_id', part);
    END LOOP;
    FOR part IN
        SELECT relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
        WHERE inhparent = 'payments'::regclass ORDER BY relname
    LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (loan_id) REFERENCES loans (id)',
            part, part || '_loan_id_fkey');
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (customer_id) REFERENCES customers (id)',
            part, part || '_customer_id_fkey');
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I FOREIGN KEY (employee_id) REFERENCES employees (id)',
            part, part || '_employee_id_fkey');
    END LOOP;
END
$$;

ALTER TABLE cities ADD CONSTRAINT cities_country_id_fkey FOREIGN KEY (country_id) REFERENCES countries (id);
ALTER TABLE addresses ADD CONSTRAINT addresses_city_id_fkey FOREIGN KEY (city_id) REFERENCES cities (id);
ALTER TABLE branches ADD CONSTRAINT branches_address_id_fkey FOREIGN KEY (address_id) REFERENCES addresses (id);
-- Deferred, so that the tools that leave keys in place can fill the cycle.
ALTER TABLE branches ADD CONSTRAINT branches_chief_id_fkey FOREIGN KEY (chief_id) REFERENCES employees (id)
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE employees ADD CONSTRAINT employees_branch_id_fkey FOREIGN KEY (branch_id) REFERENCES branches (id);
ALTER TABLE customers ADD CONSTRAINT customers_branch_id_fkey FOREIGN KEY (branch_id) REFERENCES branches (id);
ALTER TABLE customers ADD CONSTRAINT customers_address_id_fkey FOREIGN KEY (address_id) REFERENCES addresses (id);
ALTER TABLE products ADD CONSTRAINT products_maker_id_fkey FOREIGN KEY (maker_id) REFERENCES makers (id);
ALTER TABLE product_categories ADD CONSTRAINT product_categories_product_id_fkey
    FOREIGN KEY (product_id) REFERENCES products (id);
ALTER TABLE product_categories ADD CONSTRAINT product_categories_category_id_fkey
    FOREIGN KEY (category_id) REFERENCES categories (id);
ALTER TABLE items ADD CONSTRAINT items_product_id_fkey FOREIGN KEY (product_id) REFERENCES products (id);
ALTER TABLE items ADD CONSTRAINT items_branch_id_fkey FOREIGN KEY (branch_id) REFERENCES branches (id);
ALTER TABLE loans ADD CONSTRAINT loans_item_id_fkey FOREIGN KEY (item_id) REFERENCES items (id);
ALTER TABLE loans ADD CONSTRAINT loans_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customers (id);
ALTER TABLE loans ADD CONSTRAINT loans_employee_id_fkey FOREIGN KEY (employee_id) REFERENCES employees (id);
