-- shows: date_trunc, extract, current_date, now(), intervals
-- since: 12
-- ask: SELECT id FROM dated WHERE month <> date_trunc('month', month) OR extract(isodow FROM workday) > 5 => nothing
-- ask: SELECT id FROM dated WHERE past > now() OR born_on > current_date - interval '18 years' => nothing
CREATE TABLE dated (
    id int PRIMARY KEY, month date NOT NULL CHECK (month = date_trunc('month', month::timestamp)::date), hour timestamptz NOT NULL CHECK (date_trunc('hour', hour) = hour),
    workday date NOT NULL CHECK (extract(isodow FROM workday) < 6), sunday date CHECK (date_part('dow', sunday) = 0), first date CHECK (extract(day FROM first) = 1),
    year_of date NOT NULL CHECK (extract(year FROM year_of) BETWEEN 1990 AND 2025), past timestamptz NOT NULL CHECK (past <= now()), today_or_before date CHECK (today_or_before <= CURRENT_DATE),
    born_on date NOT NULL CHECK (born_on <= current_date - interval '18 years' AND born_on > '1900-01-01'), expires_at timestamptz, issued_at timestamptz NOT NULL,
    CHECK (expires_at = issued_at + interval '30 days'), CHECK (extract(epoch FROM (expires_at - issued_at)) > 0));
