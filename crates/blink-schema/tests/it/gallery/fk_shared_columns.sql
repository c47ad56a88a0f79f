-- shows: foreign keys that share a column: the shared one must be right for all of them
-- since: 12
-- ask: SELECT count(*) = 0 FROM booking b JOIN room r ON r.id = b.room_id WHERE r.hotel_id <> b.hotel_id => t
-- ask: SELECT count(*) = 0 FROM booking b JOIN rate r ON r.id = b.rate_id WHERE r.hotel_id <> b.hotel_id => t
-- ask: SELECT (SELECT count(*) FROM hotel) < 3 OR count(DISTINCT hotel_id) > 1 FROM booking => t
CREATE TABLE hotel (id int PRIMARY KEY, name text NOT NULL, city text NOT NULL, stars smallint CHECK (stars BETWEEN 1 AND 5));
CREATE TABLE room (
    hotel_id int NOT NULL REFERENCES hotel, id int NOT NULL, floor smallint,
    PRIMARY KEY (hotel_id, id));
CREATE TABLE rate (
    id int NOT NULL, hotel_id int NOT NULL REFERENCES hotel, price numeric(8, 2) NOT NULL CHECK (price >= 10),
    PRIMARY KEY (id), UNIQUE (id, hotel_id));
CREATE TABLE booking (
    id bigint PRIMARY KEY,
    hotel_id int NOT NULL REFERENCES hotel,
    room_id int NOT NULL,
    rate_id int,
    arrives_on date NOT NULL,
    leaves_on date NOT NULL,
    CHECK (leaves_on > arrives_on),
    FOREIGN KEY (hotel_id, room_id) REFERENCES room,
    FOREIGN KEY (rate_id, hotel_id) REFERENCES rate (id, hotel_id));
