//! Groups of columns with the CHECKs that belong to them. `#` is the group's number, which makes names unique.

/// Columns that mean nothing, by the feature that they show.
pub const PLAIN: &[(&str, &str)] = &[
    ("", "note# text"),
    ("", "amount# numeric(9, 2) NOT NULL"),
    ("", "day# date"),
    ("", "at# timestamptz NOT NULL"),
    ("", "flag# boolean NOT NULL DEFAULT false"),
    ("", "short# varchar(4) NOT NULL"),
    ("", "ratio# double precision"),
    ("", "list# text[] NOT NULL"),
    ("", "settings# jsonb NOT NULL DEFAULT '{}'"),
    ("", "token# uuid NOT NULL UNIQUE"),
    ("", "span# int4range"),
    ("", "lasts# interval NOT NULL"),
    ("", "raw# bytea"),
    ("enum", "hue# hue NOT NULL"),
    ("enum", "hues# hue[]"),
    ("domain", "word# word NOT NULL"),
    ("domain", "code# code NOT NULL UNIQUE"),
    ("domain", "percent# percent"),
    ("domain", "words# word[]"),
    (
        "generated",
        "base# int NOT NULL CHECK (base# BETWEEN -1000 AND 1000000), twice# int GENERATED ALWAYS AS (base# * 2) STORED",
    ),
    (
        "generated",
        "net# numeric(8, 2) NOT NULL CHECK (net# > 0), gross# numeric GENERATED ALWAYS AS (round(net# * 1.2, 2)) STORED CHECK (gross# < 5000)",
    ),
];

/// Columns with a CHECK, by its rung.
pub const CHECKED: &[(&str, &str)] = &[
    ("rung 1", "n# int NOT NULL CHECK (n# > 10)"),
    ("rung 1", "n# smallint CHECK (n# BETWEEN -3 AND 40)"),
    ("rung 1", "n# bigint NOT NULL CHECK (n# % 5 = 0 AND n# >= 0)"),
    ("rung 1", "n# int NOT NULL CHECK (n# IN (1, 2, 3, 5, 8))"),
    ("rung 1", "n# int CHECK (n# <> 7 AND NOT (n# BETWEEN 20 AND 30))"),
    (
        "rung 1",
        "price# numeric(7, 2) NOT NULL CHECK (price# >= 0 AND price# < 1000)",
    ),
    ("rung 1", "s# text NOT NULL CHECK (s# IN ('new', 'old', 'gone'))"),
    ("rung 1", "s# text NOT NULL CHECK (length(s#) BETWEEN 3 AND 12)"),
    ("rung 1", "s# text CHECK (s# ~ '^[a-z]{2,8}(-[a-z]+)?$')"),
    (
        "rung 1",
        "s# varchar(20) NOT NULL CHECK (s# LIKE 'A%' AND s# = upper(s#))",
    ),
    ("rung 1", "s# text CHECK (trim(s#) <> '' AND lower(s#) = s#)"),
    (
        "rung 1",
        "d# date NOT NULL CHECK (d# >= '2021-03-01' AND d# <= DATE '2025-12-31')",
    ),
    ("rung 1", "d# date CHECK (extract(isodow FROM d#) < 6)"),
    ("rung 1", "h# bytea NOT NULL CHECK (octet_length(h#) = 16)"),
    ("rung 1", "j# jsonb NOT NULL CHECK (jsonb_typeof(j#) = 'array')"),
    ("rung 1", "l# int[] NOT NULL CHECK (cardinality(l#) BETWEEN 1 AND 4)"),
    ("rung 2", "x# int, y# text, CHECK (num_nonnulls(x#, y#) = 1)"),
    ("rung 2", "x# date, y# int, CHECK ((x# IS NULL) = (y# IS NULL))"),
    (
        "rung 2",
        "x# int, y# int, z# int, CHECK (x# IS NOT NULL OR y# IS NOT NULL OR z# > 5)",
    ),
    (
        "rung 2",
        "state# text NOT NULL CHECK (state# IN ('open', 'done', 'lost')), done# timestamptz, CHECK ((state# = 'done') = (done# IS NOT NULL))",
    ),
    (
        "rung 2",
        "k# text NOT NULL, v# int NOT NULL, CHECK (CASE k# WHEN 'a' THEN v# > 0 AND v# < 10 WHEN 'b' THEN v# >= 100 ELSE false END)",
    ),
    (
        "rung 2",
        "f# boolean NOT NULL, v# int, CHECK (NOT f# OR v# IS NOT NULL)",
    ),
    ("rung 3", "lo# int NOT NULL, hi# int NOT NULL, CHECK (lo# < hi#)"),
    ("rung 3", "from# date NOT NULL, to# date, CHECK (to# > from#)"),
    (
        "rung 3",
        "start# timestamptz NOT NULL, stop# timestamptz NOT NULL, CHECK (stop# >= start# AND stop# < start# + interval '2 days')",
    ),
    (
        "rung 3",
        "a# numeric(9, 2) NOT NULL CHECK (a# >= 0), b# numeric(9, 2) NOT NULL CHECK (b# >= 0), sum# numeric(10, 2) NOT NULL, CHECK (sum# = a# + b#)",
    ),
    (
        "rung 3",
        "q# int NOT NULL CHECK (q# BETWEEN 1 AND 100), p# numeric(6, 2) NOT NULL CHECK (p# > 0), t# numeric(10, 2) NOT NULL, CHECK (t# = q# * p#)",
    ),
    (
        "rung 3",
        "a# int NOT NULL, b# int NOT NULL, c# int NOT NULL, CHECK (a# <= b# AND b# <= c#)",
    ),
    ("rung 4", "n# int NOT NULL CHECK (fits(n#))"),
    (
        "rung 4",
        "n# int NOT NULL CHECK (n# BETWEEN 0 AND 50), m# int NOT NULL, CHECK (agree(n#, m#))",
    ),
];

/// Unique indexes with a predicate or on an expression, with the columns that they need. `$t` is the table.
pub const INDEXED: &[(&str, &str, &str)] = &[
    (
        "partial unique",
        "current# boolean NOT NULL, item# int NOT NULL",
        "CREATE UNIQUE INDEX ON $t (item#) WHERE current#",
    ),
    (
        "partial unique",
        "mail# text NOT NULL, deleted# timestamptz",
        "CREATE UNIQUE INDEX ON $t (mail#) WHERE deleted# IS NULL",
    ),
    (
        "partial unique",
        "kind# text NOT NULL CHECK (kind# IN ('a', 'b', 'c')), item# bigint NOT NULL",
        "CREATE UNIQUE INDEX ON $t (item#) WHERE kind# IN ('a', 'b')",
    ),
    (
        "expression unique",
        "mail# text NOT NULL",
        "CREATE UNIQUE INDEX ON $t (lower(mail#))",
    ),
    (
        "expression unique",
        "one# int, name# text NOT NULL",
        "CREATE UNIQUE INDEX ON $t (coalesce(one#, 0), name#)",
    ),
    (
        "expression unique",
        "day# date NOT NULL, name# text NOT NULL",
        "CREATE UNIQUE INDEX ON $t (extract(year FROM day#), name#)",
    ),
    (
        "expression unique",
        "first# text NOT NULL, last# text NOT NULL",
        "CREATE UNIQUE INDEX ON $t ((first# || ' ' || last#))",
    ),
];
