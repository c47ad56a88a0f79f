CREATE TABLE meters (
    id int8 NOT NULL,
    name text NOT NULL
);
CREATE TABLE readings (
    id int8 NOT NULL,
    meter_id int8 NOT NULL,
    taken_at timestamptz NOT NULL,
    kwh float8 NOT NULL
) PARTITION BY RANGE (taken_at);
CREATE TABLE alarms (
    id int8 NOT NULL,
    reading_id int8 NOT NULL,
    taken_at timestamptz NOT NULL,
    note text
);
DO $$
DECLARE
    month timestamp := '2024-01-01';
BEGIN
    FOR n IN 1 .. 24 LOOP
        EXECUTE format('CREATE TABLE %I PARTITION OF readings FOR VALUES FROM (%L) TO (%L)',
            'readings_' || to_char(month, 'YYYY_MM'), month || '+00', month + interval '1 month' || '+00');
        month := month + interval '1 month';
    END LOOP;
END
$$;
