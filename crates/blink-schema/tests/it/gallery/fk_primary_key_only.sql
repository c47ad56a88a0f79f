-- shows: the only subtype: a primary key, and a unique key, that are foreign keys: one for each parent
-- since: 12
-- ask: SELECT (SELECT count(*) FROM member) = (SELECT count(*) FROM member_profile) => t
-- ask: SELECT member_id FROM member_setting GROUP BY member_id HAVING count(*) > 1 => nothing
-- ask: SELECT (SELECT count(*) FROM member_profile) = (SELECT count(*) FROM profile_picture) => t
CREATE TABLE member (id uuid PRIMARY KEY, login text NOT NULL UNIQUE, email text NOT NULL UNIQUE);
CREATE TABLE member_profile (member_id uuid PRIMARY KEY REFERENCES member ON DELETE CASCADE, bio text, website text);
CREATE TABLE profile_picture (member_id uuid PRIMARY KEY REFERENCES member_profile, url text NOT NULL, width int CHECK (width > 0));
CREATE TABLE member_setting (id int PRIMARY KEY, member_id uuid NOT NULL UNIQUE REFERENCES member, language char(2) NOT NULL);
