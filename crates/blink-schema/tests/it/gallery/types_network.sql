-- shows: addresses of networks and machines, uuid
-- since: 12
-- ask: SELECT id FROM host WHERE NOT (address << '192.0.2.0/24' OR address << '198.51.100.0/24' OR address << '203.0.113.0/24' OR address << '2001:db8::/32') => nothing
CREATE TABLE host (id uuid PRIMARY KEY, address inet NOT NULL, network cidr NOT NULL, mac macaddr NOT NULL, mac8 macaddr8, token uuid NOT NULL UNIQUE, ip varchar(45), ip_address text, user_agent text);
