-- shows: arithmetic in CHECKs: remainders, powers, absolute values, rounding, bits
-- since: 12
-- ask: SELECT id FROM computed WHERE step % 5 <> 0 OR price <> round(price, 1) => nothing
CREATE TABLE computed (
    id int PRIMARY KEY, step int NOT NULL CHECK (step % 5 = 0 AND step > 0), even bigint CHECK (mod(even, 2) = 0), near numeric(8, 3) CHECK (abs(near) <= 10), price numeric(8, 2) NOT NULL CHECK (price = round(price, 1)),
    flags int NOT NULL CHECK ((flags & 1) = 1 AND flags >= 0 AND flags < 256), latitude double precision CHECK (latitude >= -90 AND latitude <= 90), longitude double precision CHECK (abs(longitude) <= 180),
    cents int NOT NULL CHECK (cents / 100 >= 1), squared int CHECK (squared * squared < 10000), negative int CHECK (- negative > 3), whole numeric CHECK (whole = floor(whole) AND whole >= 0), parts numeric CHECK (scale(parts) <= 2));
