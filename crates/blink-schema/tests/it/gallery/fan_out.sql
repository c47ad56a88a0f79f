-- shows: fan-out has a long tail, and some parents have no children; position is gapless, from 1
-- since: 12
-- ask at 20000: SELECT max(n) > 3 * avg(n) FROM (SELECT count(*) n FROM book GROUP BY author_id) c => t
-- ask at 20000: SELECT count(*) > 0 FROM author a WHERE NOT EXISTS (SELECT FROM book b WHERE b.author_id = a.id) => t
-- ask: SELECT book_id FROM chapter GROUP BY 1 HAVING max(position) <> count(*) OR min(position) <> 1 => nothing
-- ask: SELECT chapter_id FROM verse GROUP BY 1 HAVING max(line_no) <> count(*) OR min(line_no) <> 1 => nothing
-- ask at 20000: SELECT max(n) <= 20 OR count(*) > 0 FROM (SELECT count(*) n FROM genre) c => t
-- ask: SELECT count(*) <= 100 FROM genre => t
CREATE TABLE genre (id smallserial PRIMARY KEY, name text NOT NULL UNIQUE);
CREATE TABLE author (id serial PRIMARY KEY, first_name text NOT NULL, last_name text NOT NULL);
CREATE TABLE book (id serial PRIMARY KEY, author_id int NOT NULL REFERENCES author, genre_id smallint NOT NULL REFERENCES genre, title text NOT NULL, published_on date);
CREATE TABLE chapter (id serial PRIMARY KEY, book_id int NOT NULL REFERENCES book, position int NOT NULL, title text NOT NULL);
CREATE TABLE verse (chapter_id int NOT NULL REFERENCES chapter, line_no int NOT NULL, text text NOT NULL);
