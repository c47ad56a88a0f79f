-- shows: nothing that is made reaches anybody: addresses, phones, hosts, cards, banks, tokens
-- since: 12
-- ask: SELECT id FROM contact WHERE website !~ '^https?://([a-z0-9-]+\.)*(example\.(com|org|net)|[a-z0-9-]+\.test)(/|$)' => nothing
-- ask: SELECT id FROM contact WHERE hostname !~ '(^|\.)(example\.(com|org|net)|[a-z0-9-]+\.test)$' => nothing
-- ask: SELECT id FROM contact WHERE NOT (ip << '192.0.2.0/24' OR ip << '198.51.100.0/24' OR ip << '203.0.113.0/24' OR ip << '2001:db8::/32') => nothing
-- ask: SELECT id FROM contact WHERE api_key !~* 'test|fake|example|seed|dummy' => nothing
-- ask: SELECT id FROM payment WHERE regexp_replace(card_number, '\D', '', 'g') !~ '^(4|5|2|34|37|6)\d+$' => nothing
CREATE TABLE contact (
    id serial PRIMARY KEY, email text NOT NULL, backup_email varchar(80), contact_mail text, website text NOT NULL, homepage varchar(200), avatar_url text, callback_url text, webhook text, hostname text NOT NULL, domain text,
    ip inet NOT NULL, last_ip text, phone text NOT NULL, mobile varchar(24), fax text, api_key text NOT NULL, access_token varchar(64), secret text, twitter text);
CREATE TABLE payment (id serial PRIMARY KEY, contact_id int REFERENCES contact, card_number varchar(19) NOT NULL, iban varchar(34), bic varchar(11), cvv char(3), expires_on date);
