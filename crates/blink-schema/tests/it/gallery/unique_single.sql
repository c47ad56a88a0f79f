-- shows: unique columns of many types, each alone
-- since: 12
-- ask: SELECT count(*) FILTER (WHERE name ~ '^[a-z]{1,6}\d{6,}$') = 0 FROM thing => t
-- ask at 100: SELECT min(length(short)) <= 5 FROM thing => t
CREATE TABLE thing (
    small smallint UNIQUE,
    int int PRIMARY KEY,
    big bigint NOT NULL UNIQUE,
    name text NOT NULL UNIQUE,
    short varchar(5) NOT NULL UNIQUE,
    fixed char(4) NOT NULL UNIQUE,
    id uuid NOT NULL UNIQUE,
    day date NOT NULL UNIQUE,
    moment timestamptz NOT NULL UNIQUE,
    clock time NOT NULL UNIQUE,
    amount numeric(8, 2) NOT NULL UNIQUE,
    ratio double precision NOT NULL UNIQUE,
    hash bytea NOT NULL UNIQUE,
    address inet NOT NULL UNIQUE,
    mac macaddr NOT NULL UNIQUE,
    bits bit(20) NOT NULL UNIQUE,
    tags text[] NOT NULL UNIQUE,
    document jsonb NOT NULL UNIQUE,
    span int4range NOT NULL UNIQUE,
    lasts interval NOT NULL UNIQUE,
    price money NOT NULL UNIQUE);
