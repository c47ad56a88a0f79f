-- shows: comparisons with constants of every type
-- since: 12
-- ask at 100: SELECT count(DISTINCT whole) > 5 AND count(DISTINCT amount) > 5 AND count(DISTINCT day) > 5 FROM bounded => t
CREATE TYPE level AS ENUM ('low', 'middle', 'high', 'top');
CREATE TABLE bounded (
    id int PRIMARY KEY,
    small smallint NOT NULL CHECK (small > -5 AND small <= 12),
    whole int NOT NULL CHECK (whole >= 1000), big bigint CHECK (big < -9000000000),
    amount numeric(10, 2) NOT NULL CHECK (amount >= 0.01 AND amount < 100000::numeric), share numeric CHECK (0 <= share AND share <= 1),
    ratio double precision NOT NULL CHECK (ratio > 0.5::double precision AND ratio < 1e3), single real CHECK (single <> 0),
    name text NOT NULL CHECK (name >= 'a' AND name < 'n'), word text NOT NULL CHECK (word <> ''), code char(3) CHECK (code <> 'XXX'),
    day date NOT NULL CHECK (day >= DATE '2019-06-01' AND day <= '2029-12-31'), moment timestamptz CHECK (moment > '2020-01-01 00:00:00+00'),
    clock time CHECK (clock >= TIME '08:00' AND clock < '18:30'), lasts interval CHECK (lasts > interval '0' AND lasts <= interval '2 days'),
    flag boolean CHECK (flag), other boolean CHECK (other = false), level level CHECK (level > 'low'), price money CHECK (price > 0::money),
    id2 uuid CHECK (id2 > '00000000-0000-0000-0000-0000000000ff'), bytes bytea CHECK (bytes <> '\x'), address inet CHECK (address << '192.0.2.0/24'),
    constant text NOT NULL CHECK (constant = 'always'));
-- constant: bounded.flag, bounded.other, bounded.constant
