-- shows: NULLS NOT DISTINCT: at most one row has NULL
-- since: 15
-- ask: SELECT count(*) <= 1 FROM item WHERE barcode IS NULL => t
-- ask: SELECT coalesce(shelf, '') FROM slot WHERE shelf IS NULL GROUP BY 1, place HAVING count(*) > 1 => nothing
CREATE TABLE item (id int PRIMARY KEY, barcode varchar(13), CONSTRAINT barcode UNIQUE NULLS NOT DISTINCT (barcode));
CREATE TABLE slot (id int PRIMARY KEY, shelf text, place smallint, note text);
CREATE UNIQUE INDEX slot_place ON slot (shelf, place) NULLS NOT DISTINCT;
