-- shows: foreign keys to unique keys that are not primary, by constraint and by index, of several columns
-- since: 12
-- ask: SELECT count(*) = 0 FROM quote q LEFT JOIN currency c ON c.code = q.currency_code WHERE c.id IS NULL => t
-- ask: SELECT count(*) = 0 FROM currency WHERE code !~ '^[A-Z]{3}$' => t
CREATE TABLE currency (
    id smallint PRIMARY KEY,
    code char(3) NOT NULL UNIQUE CHECK (code ~ '^[A-Z]{3}$'),
    name varchar(60) NOT NULL);
CREATE TABLE instrument (
    id bigint PRIMARY KEY,
    token uuid NOT NULL,
    exchange text NOT NULL,
    symbol text NOT NULL);
CREATE UNIQUE INDEX instrument_token ON instrument (token);
CREATE UNIQUE INDEX instrument_symbol ON instrument (symbol, exchange);
CREATE TABLE quote (
    instrument_token uuid NOT NULL REFERENCES instrument (token),
    currency_code char(3) NOT NULL REFERENCES currency (code),
    quoted_at timestamptz NOT NULL,
    price numeric(12, 4) NOT NULL CHECK (price > 0),
    PRIMARY KEY (instrument_token, quoted_at));
CREATE TABLE watch (
    id bigint PRIMARY KEY,
    exchange text NOT NULL,
    symbol text NOT NULL,
    FOREIGN KEY (symbol, exchange) REFERENCES instrument (symbol, exchange));
