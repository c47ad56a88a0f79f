-- shows: self keys with a column that parent and child have in common: a tenant with a table of its own and without, and rows that follow one another
-- since: 12
-- constant: node.tenant, pair.a, pair.b, step.kind
-- ask: SELECT count(*) FROM node n JOIN node p ON (p.tenant, p.id) = (n.tenant, n.parent) WHERE p.id > n.id => 0
-- ask at 100: SELECT count(*) > 0 FROM node WHERE parent IS NOT NULL => t
-- ask at 100: SELECT count(*) > 0 FROM folder WHERE parent_id IS NOT NULL => t
-- ask at 100: SELECT count(DISTINCT tenant_id) > 1 FROM folder => t
-- ask: SELECT count(*) > 0 FROM step => t
-- ask: SELECT count(*) > 0 FROM pair => t
CREATE TABLE node (
    tenant int NOT NULL,
    id int NOT NULL,
    parent int,
    name text,
    PRIMARY KEY (tenant, id),
    FOREIGN KEY (tenant, parent) REFERENCES node (tenant, id)
);
CREATE TABLE tenants (id int PRIMARY KEY, name text NOT NULL);
CREATE TABLE folder (
    tenant_id int NOT NULL REFERENCES tenants,
    id int NOT NULL,
    parent_id int,
    title text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES folder (tenant_id, id)
);
-- Its rows were as deep in one another as they are many, which ended the program.
CREATE TABLE step (
    id int PRIMARY KEY,
    kind int NOT NULL,
    before int NOT NULL UNIQUE,
    UNIQUE (id, kind),
    FOREIGN KEY (before, kind) REFERENCES step (id, kind)
);
CREATE TABLE pair (id int PRIMARY KEY REFERENCES pair, a int, b int, UNIQUE (a, b), FOREIGN KEY (b, a) REFERENCES pair (a, b));
