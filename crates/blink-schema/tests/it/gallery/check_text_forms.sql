-- shows: forms of texts: lower, upper, trim, initcap, position, left, starts with, concatenations
-- since: 12
-- ask: SELECT id FROM formed WHERE lower_one <> lower(lower_one) OR trim(no_blank) = '' => nothing
CREATE TABLE formed (
    id int PRIMARY KEY,
    lower_one text NOT NULL CHECK (lower_one = lower(lower_one)), upper_one varchar(12) NOT NULL CHECK (upper(upper_one) = upper_one),
    no_blank text NOT NULL CHECK (trim(no_blank) <> ''), trimmed text NOT NULL CHECK (btrim(trimmed) = trimmed AND trimmed <> ''), capital text CHECK (initcap(capital) = capital),
    mail text NOT NULL CHECK (position('@' in mail) > 1), strpos text CHECK (strpos(strpos, '-') > 0), prefixed text CHECK (left(prefixed, 3) = 'INV'),
    suffixed text CHECK (right(suffixed, 2) = 'ok'), starts text CHECK (starts ^@ 'usr_'), part text CHECK (substring(part from 1 for 2) = 'ab'),
    no_quote text CHECK (position('''' in no_quote) = 0), joined text CHECK (joined || 'x' <> 'x'), folded text UNIQUE CHECK (lower(folded) <> 'none'));
