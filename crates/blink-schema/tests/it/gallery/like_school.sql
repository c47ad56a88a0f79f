-- shows: in the manner of a school: terms that do not overlap, timetables, marks, guardians, attendance once a day
-- since: 12
-- extensions: btree_gist
-- ask: SELECT a.id FROM term a JOIN term b ON a.id < b.id AND daterange(a.starts_on, a.ends_on, '[]') && daterange(b.starts_on, b.ends_on, '[]') => nothing
-- ask: SELECT pupil_id FROM attendance GROUP BY pupil_id, day HAVING count(*) > 1 => nothing
-- ask: SELECT pupil_id FROM guardian WHERE is_primary GROUP BY 1 HAVING count(*) > 1 => nothing
CREATE TABLE term (id serial PRIMARY KEY, name varchar(30) NOT NULL UNIQUE, starts_on date NOT NULL, ends_on date NOT NULL, CHECK (ends_on > starts_on), EXCLUDE USING gist (daterange(starts_on, ends_on, '[]') WITH &&));
CREATE TABLE class (id serial PRIMARY KEY, grade smallint NOT NULL CHECK (grade BETWEEN 1 AND 13), letter char(1) NOT NULL CHECK (letter ~ '^[a-f]$'), school_year smallint NOT NULL CHECK (school_year BETWEEN 2000 AND 2099), UNIQUE (grade, letter, school_year));
CREATE TABLE pupil (id serial PRIMARY KEY, class_id int NOT NULL REFERENCES class, first_name text NOT NULL, last_name text NOT NULL, born_on date NOT NULL, UNIQUE (first_name, last_name, born_on));
CREATE TABLE guardian (pupil_id int NOT NULL REFERENCES pupil, position smallint NOT NULL CHECK (position BETWEEN 1 AND 4), full_name text NOT NULL, phone text, email text, is_primary boolean NOT NULL, PRIMARY KEY (pupil_id, position), CHECK (phone IS NOT NULL OR email IS NOT NULL));
CREATE UNIQUE INDEX one_primary ON guardian (pupil_id) WHERE is_primary;
CREATE TABLE subject (code varchar(4) PRIMARY KEY CHECK (code = upper(code) AND length(code) >= 2), name text NOT NULL UNIQUE);
CREATE TABLE mark (id bigserial PRIMARY KEY, pupil_id int NOT NULL REFERENCES pupil, subject varchar(4) NOT NULL REFERENCES subject, term_id int NOT NULL REFERENCES term, mark numeric(2, 1) NOT NULL CHECK (mark IN (1.0, 1.3, 1.7, 2.0, 2.3, 2.7, 3.0, 3.3, 3.7, 4.0, 5.0)), weight smallint NOT NULL DEFAULT 1 CHECK (weight IN (1, 2)));
CREATE TABLE attendance (pupil_id int NOT NULL REFERENCES pupil, day date NOT NULL CHECK (extract(isodow FROM day) < 6), state text NOT NULL CHECK (state IN ('present', 'late', 'excused', 'absent')), minutes_late smallint, PRIMARY KEY (pupil_id, day), CHECK ((state = 'late') = (minutes_late IS NOT NULL)), CHECK (minutes_late BETWEEN 1 AND 90));
