-- shows: lengths of texts, bytes, bits and arrays
-- since: 12
-- ask: SELECT id FROM measured WHERE length(pin) NOT BETWEEN 4 AND 6 => nothing
-- ask at 100: SELECT count(DISTINCT length(pin)) > 1 FROM measured => t
CREATE TABLE measured (
    id int PRIMARY KEY,
    pin text NOT NULL CHECK (length(pin) >= 4 AND length(pin) <= 6), title text NOT NULL CHECK (char_length(title) <= 12),
    body text CHECK (character_length(body) > 40), token varchar(64) NOT NULL CHECK (length(token) = 20), short text CHECK (octet_length(short) <= 8),
    hash bytea NOT NULL CHECK (octet_length(hash) = 20), salt bytea CHECK (length(salt) BETWEEN 8 AND 16), key bytea CHECK (bit_length(key) = 256),
    tags text[] NOT NULL CHECK (array_length(tags, 1) BETWEEN 1 AND 3), numbers int[] CHECK (cardinality(numbers) = 4), grid int[][] CHECK (array_ndims(grid) = 2),
    bits bit varying(20) CHECK (length(bits) = 12), code text NOT NULL CHECK (length(trim(code)) > 2), fixed char(10) CHECK (length(fixed) > 3));
