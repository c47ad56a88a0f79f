-- shows: primary keys that are foreign keys: several subtypes of one table split its rows, as its kind says
-- since: 12
-- may be empty at 1: person, organisation, robot
-- ask: SELECT count(*) = 0 FROM person JOIN organisation USING (party_id) => t
-- ask at 100: SELECT (SELECT count(*) FROM person) > 0 AND (SELECT count(*) FROM organisation) > 0 => t
-- ask: SELECT count(*) = 0 FROM person JOIN party ON party.id = party_id WHERE party.kind <> 'person' => t
-- ask: SELECT count(*) = 0 FROM organisation JOIN party ON party.id = party_id WHERE party.kind <> 'organisation' => t
CREATE TABLE party (
    id bigint PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('person', 'organisation', 'robot')),
    created_at timestamptz NOT NULL,
    UNIQUE (id, kind));
CREATE TABLE person (
    party_id bigint PRIMARY KEY,
    kind text NOT NULL DEFAULT 'person' CHECK (kind = 'person'),
    first_name text NOT NULL,
    last_name text NOT NULL,
    born_on date,
    FOREIGN KEY (party_id, kind) REFERENCES party (id, kind));
CREATE TABLE organisation (
    party_id bigint PRIMARY KEY,
    kind text NOT NULL DEFAULT 'organisation' CHECK (kind = 'organisation'),
    name text NOT NULL,
    FOREIGN KEY (party_id, kind) REFERENCES party (id, kind));
CREATE TABLE robot (
    party_id bigint PRIMARY KEY,
    kind text NOT NULL DEFAULT 'robot' CHECK (kind = 'robot'),
    serial_no varchar(20) NOT NULL UNIQUE,
    FOREIGN KEY (party_id, kind) REFERENCES party (id, kind));
-- constant: person.kind, organisation.kind, robot.kind
