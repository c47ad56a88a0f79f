-- shows: tables that join two others, with and without columns of their own
-- since: 12
-- ask: SELECT count(*) = (SELECT count(*) FROM (SELECT DISTINCT student_id, course_id FROM enrolment) d) FROM enrolment => t
-- ask at 20000: SELECT count(DISTINCT student_id) > 10 AND count(DISTINCT course_id) > 3 FROM enrolment => t
-- ask: SELECT count(*) = 0 FROM enrolment WHERE grade NOT BETWEEN 1 AND 6 => t
CREATE TABLE student (id serial PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL, email text NOT NULL UNIQUE);
CREATE TABLE course (id serial PRIMARY KEY, title text NOT NULL);
CREATE TABLE tag (id serial PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE enrolment (
    student_id int REFERENCES student, course_id int REFERENCES course,
    enrolled_at timestamptz NOT NULL, grade numeric(2, 1) CHECK (grade >= 1.0 AND grade <= 6.0),
    PRIMARY KEY (student_id, course_id));
CREATE TABLE course_tag (course_id int REFERENCES course, tag_id int REFERENCES tag, PRIMARY KEY (course_id, tag_id));
CREATE TABLE course_before (
    course_id int NOT NULL REFERENCES course, needs_id int NOT NULL REFERENCES course,
    PRIMARY KEY (course_id, needs_id), CHECK (course_id <> needs_id));
-- may be empty at 1: course_before
