-- shows: multiranges
-- since: 14
CREATE TABLE multiranges (id int PRIMARY KEY, i int4multirange NOT NULL, days datemultirange, moments tstzmultirange, n nummultirange);
