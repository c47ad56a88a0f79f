-- shows: kinds and keys of JSON
-- since: 12
-- ask: SELECT id FROM document WHERE jsonb_typeof(settings) <> 'object' => nothing
CREATE TABLE document (
    id int PRIMARY KEY, settings jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(settings) = 'object'), items jsonb NOT NULL CHECK (jsonb_typeof(items) = 'array' AND jsonb_array_length(items) <= 5),
    keyed jsonb CHECK (keyed ? 'id'), keyed_all jsonb CHECK (keyed_all ?& ARRAY['name', 'kind']), keyed_any jsonb CHECK (keyed_any ?| ARRAY['a', 'b']),
    versioned jsonb NOT NULL CHECK ((versioned ->> 'version') IN ('1', '2')), number jsonb CHECK (jsonb_typeof(number -> 'n') = 'number'), old json CHECK (json_typeof(old) = 'object'),
    small jsonb CHECK (pg_column_size(small) < 1000), has jsonb CHECK (has @> '{"ok": true}'), scalar jsonb CHECK (jsonb_typeof(scalar) IN ('string', 'null')));
