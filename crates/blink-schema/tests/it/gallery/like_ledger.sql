-- shows: in the manner of a bank's ledger: two sides of a posting, domains for money and currencies, accounts in one currency
-- since: 12
-- ask: SELECT l.id FROM ledger_line l JOIN account a ON a.id = l.account_id WHERE a.currency <> l.currency => nothing
-- ask: SELECT id FROM account WHERE closed_on < opened_on => nothing
-- ask: SELECT id FROM ledger_line WHERE (debit IS NULL) = (credit IS NULL) => nothing
CREATE DOMAIN currency_code AS char(3) CHECK (VALUE ~ '^[A-Z]{3}$');
CREATE DOMAIN amount AS numeric(18, 4) CHECK (VALUE > 0);
CREATE TABLE currency (code currency_code PRIMARY KEY, name text NOT NULL, minor_units smallint NOT NULL CHECK (minor_units BETWEEN 0 AND 4));
CREATE TABLE holder (id uuid PRIMARY KEY, kind text NOT NULL CHECK (kind IN ('person', 'company')), first_name text, last_name text, company_name text, tax_id varchar(20) UNIQUE,
    CHECK (CASE WHEN kind = 'person' THEN first_name IS NOT NULL AND last_name IS NOT NULL AND company_name IS NULL ELSE company_name IS NOT NULL AND first_name IS NULL AND last_name IS NULL END));
CREATE TABLE account (id uuid PRIMARY KEY, holder_id uuid NOT NULL REFERENCES holder, number varchar(34) NOT NULL UNIQUE, currency currency_code NOT NULL REFERENCES currency, opened_on date NOT NULL, closed_on date, balance numeric(18, 4) NOT NULL DEFAULT 0, overdraft amount, UNIQUE (id, currency), CHECK (closed_on >= opened_on), CHECK (balance >= 0 OR overdraft IS NOT NULL));
CREATE TABLE posting (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, booked_at timestamptz NOT NULL, value_date date NOT NULL, reference varchar(35) NOT NULL, reverses bigint UNIQUE REFERENCES posting);
CREATE TABLE ledger_line (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, posting_id bigint NOT NULL REFERENCES posting, line_no smallint NOT NULL, account_id uuid NOT NULL, currency currency_code NOT NULL, debit amount, credit amount, UNIQUE (posting_id, line_no), CHECK (num_nonnulls(debit, credit) = 1), FOREIGN KEY (account_id, currency) REFERENCES account (id, currency));
