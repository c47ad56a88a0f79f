-- shows: json, jsonb, jsonpath, search
-- since: 12
CREATE TABLE documents (
    id int PRIMARY KEY, j json NOT NULL, b jsonb NOT NULL, settings jsonb NOT NULL DEFAULT '{}', tags jsonb NOT NULL DEFAULT '[]', path jsonpath, vector tsvector NOT NULL, query tsquery, metadata jsonb);
CREATE INDEX ON documents USING gin (vector);
