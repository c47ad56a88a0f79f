-- shows: times of every type, precision and field
-- since: 12
-- ask: SELECT id FROM times WHERE NOT isfinite(day) OR NOT isfinite(moment) OR date_trunc('second', seconds) <> seconds => nothing
-- ask at 100: SELECT count(DISTINCT day) > 5 AND count(DISTINCT moment) > 50 FROM times => t
CREATE TABLE times (
    id int PRIMARY KEY, day date NOT NULL, moment timestamptz NOT NULL, local timestamp NOT NULL, seconds timestamptz(0) NOT NULL, millis timestamp(3), clock time NOT NULL, clock0 time(0), zoned timetz,
    lasts interval NOT NULL, years interval year, months interval year to month, days interval day, hours interval day to hour, minutes interval hour to minute, secs interval second(0), secs3 interval(3),
    starts_at timestamptz, ends_at timestamptz, valid_from date, valid_until date, duration interval);
