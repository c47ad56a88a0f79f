-- shows: what one subtype owns refers to another subtype of the same table, as orders of employees to vendors do
-- since: 12
-- may be empty at 1: employee, vendor, purchase_order
-- ask at 100: SELECT count(*) > 10 AND count(DISTINCT vendor_id) > 1 FROM purchase_order => t
CREATE TABLE entity (id bigint PRIMARY KEY, created_at timestamptz NOT NULL);
CREATE TABLE employee (entity_id bigint PRIMARY KEY REFERENCES entity, job_title text NOT NULL);
CREATE TABLE vendor (entity_id bigint PRIMARY KEY REFERENCES entity, name text NOT NULL);
CREATE TABLE purchase_order (
    id bigint PRIMARY KEY,
    employee_id bigint NOT NULL REFERENCES employee,
    vendor_id bigint NOT NULL REFERENCES vendor,
    ordered_at timestamptz NOT NULL
);
