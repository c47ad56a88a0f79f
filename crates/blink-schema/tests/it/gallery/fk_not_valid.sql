-- shows: foreign keys and CHECKs that are NOT VALID hold for new rows
-- since: 12
-- ask: SELECT count(*) = 0 FROM entry e LEFT JOIN book b ON b.id = e.book_id WHERE b.id IS NULL => t
-- ask: SELECT count(*) = 0 FROM entry WHERE pages <= 0 => t
CREATE TABLE book (id int PRIMARY KEY, title text NOT NULL);
CREATE TABLE entry (id int PRIMARY KEY, book_id int NOT NULL, pages int NOT NULL);
ALTER TABLE entry ADD CONSTRAINT entry_book FOREIGN KEY (book_id) REFERENCES book NOT VALID;
ALTER TABLE entry ADD CONSTRAINT entry_pages CHECK (pages > 0) NOT VALID;
