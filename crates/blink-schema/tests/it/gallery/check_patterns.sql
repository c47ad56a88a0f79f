-- shows: LIKE, NOT LIKE, ILIKE, ~, ~*, !~, SIMILAR TO, and what is PostgreSQL's own in a regular expression
-- since: 12
-- ask at 100: SELECT count(DISTINCT phone) * 2 > count(*) FROM patterned => t
CREATE TABLE patterned (
    id int PRIMARY KEY,
    path text NOT NULL CHECK (path LIKE '/%'), file text NOT NULL CHECK (file LIKE '%.pdf'), code text CHECK (code LIKE 'A__-%'), plain text CHECK (plain NOT LIKE '% %'),
    scheme text CHECK (scheme ILIKE 'http%'), hex text NOT NULL CHECK (hex ~ '^#[0-9a-f]{6}$'), hex_any text CHECK (hex_any ~* '^#[0-9A-F]{6}$'),
    phone text NOT NULL CHECK (phone ~ '^\+[1-9]\d{6,14}$'), slug varchar(50) NOT NULL UNIQUE CHECK (slug ~ '^[a-z0-9]+(?:-[a-z0-9]+)*$'),
    semver text CHECK (semver ~ '^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$'), word text CHECK (word ~ '^\w+$' AND word !~ '^\d'),
    email text NOT NULL CHECK (email ~* '^[A-Za-z0-9._+%-]+@[A-Za-z0-9.-]+[.][A-Za-z]+$'), no_space text CHECK (no_space !~ '\s'),
    posix text CHECK (posix ~ '^[[:upper:]][[:lower:]]{2,8}$'), similar_to text CHECK (similar_to SIMILAR TO '(ab|cd)[0-9]{2}%'),
    unanchored text CHECK (unanchored ~ '[A-Z]'), iban text CHECK (iban ~ '^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$'), bounded text CHECK (bounded ~ '\mcat\M'),
    look text CHECK (look ~ '^(?!x)[a-z]{3}$'), back text CHECK (back ~ '^([a-c])\1$'), escaped text CHECK (escaped LIKE '100\%%'));
