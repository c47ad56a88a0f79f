ALTER TABLE meters ADD CONSTRAINT meters_pkey PRIMARY KEY (id);
ALTER TABLE alarms ADD CONSTRAINT alarms_pkey PRIMARY KEY (id);
ALTER TABLE ONLY readings ADD CONSTRAINT readings_pkey PRIMARY KEY (id, taken_at);
CREATE INDEX readings_meter_id ON ONLY readings (meter_id);
CREATE INDEX readings_taken_at ON ONLY readings (taken_at);
DO $$
DECLARE
    part text;
BEGIN
    FOR part IN
        SELECT relname FROM pg_inherits JOIN pg_class c ON c.oid = inhrelid
        WHERE inhparent = 'readings'::regclass ORDER BY relname
    LOOP
        EXECUTE format('ALTER TABLE %I ADD CONSTRAINT %I PRIMARY KEY (id, taken_at)', part, part || '_pkey');
        EXECUTE format('CREATE INDEX %I ON %I (meter_id)', part || '_meter_id', part);
        EXECUTE format('CREATE INDEX %I ON %I (taken_at)', part || '_taken_at', part);
        EXECUTE format('ALTER INDEX readings_pkey ATTACH PARTITION %I', part || '_pkey');
        EXECUTE format('ALTER INDEX readings_meter_id ATTACH PARTITION %I', part || '_meter_id');
        EXECUTE format('ALTER INDEX readings_taken_at ATTACH PARTITION %I', part || '_taken_at');
    END LOOP;
END
$$;
ALTER TABLE readings ADD CONSTRAINT readings_meter_id_fkey FOREIGN KEY (meter_id) REFERENCES meters (id);
ALTER TABLE alarms ADD CONSTRAINT alarms_reading_fkey
    FOREIGN KEY (reading_id, taken_at) REFERENCES readings (id, taken_at);
