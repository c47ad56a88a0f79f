-- shows: several unique sets over shared columns: nobody is in two places at a time
-- since: 12
-- ask at 100: SELECT count(DISTINCT room_id) > 1 AND count(DISTINCT teacher_id) > 1 FROM lesson => t
CREATE TABLE room (id int PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE teacher (id int PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL);
CREATE TABLE class (id int PRIMARY KEY, name varchar(10) NOT NULL UNIQUE);
CREATE TABLE lesson (
    id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    room_id int NOT NULL REFERENCES room,
    teacher_id int NOT NULL REFERENCES teacher,
    class_id int NOT NULL REFERENCES class,
    day date NOT NULL,
    period smallint NOT NULL CHECK (period BETWEEN 1 AND 10),
    UNIQUE (room_id, day, period),
    UNIQUE (teacher_id, day, period),
    UNIQUE (class_id, day, period),
    UNIQUE (class_id, teacher_id, room_id, day, period));
CREATE TABLE ranking (
    season smallint NOT NULL, player text NOT NULL, place int NOT NULL, points int NOT NULL,
    PRIMARY KEY (season, player), UNIQUE (season, place));
