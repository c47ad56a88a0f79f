-- shows: a table called <script>
-- since: 12
-- ask: SELECT count(*) > 0 FROM "<script>" => t
CREATE TABLE "<script>" ("<b>id</b>" int PRIMARY KEY, "onload=alert(1)" text NOT NULL, "&amp;" text CHECK ("&amp;" IN ('<', '>', '&', '"')));
CREATE TABLE "</script><img src=x>" (id int PRIMARY KEY, "<script>" int NOT NULL REFERENCES "<script>");
COMMENT ON TABLE "<script>" IS '<script>alert("x")</script>';
