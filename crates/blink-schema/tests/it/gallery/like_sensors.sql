-- shows: in the manner of sensor networks: a hypertable-like log by weeks, devices of models, alerts with hysteresis, maintenance windows that do not overlap
-- since: 12
-- extensions: btree_gist
-- ask: SELECT device_id FROM alert WHERE clears_below >= raises_above OR cleared_at < raised_at => nothing
-- ask: SELECT m.device_id FROM metric m JOIN device d ON d.id = m.device_id WHERE m.at < d.installed_at => nothing
-- may be empty: metric_old, metric_new
CREATE TABLE model (id smallserial PRIMARY KEY, maker text NOT NULL, name text NOT NULL, unit text NOT NULL CHECK (unit IN ('°C', '%', 'hPa', 'lx')), UNIQUE (maker, name));
CREATE TABLE device (id uuid PRIMARY KEY, model_id smallint NOT NULL REFERENCES model, serial varchar(20) NOT NULL UNIQUE CHECK (serial ~ '^SN-\d{8}$'), mac macaddr NOT NULL UNIQUE, installed_at timestamptz NOT NULL, latitude double precision CHECK (latitude BETWEEN -90 AND 90), longitude double precision CHECK (longitude BETWEEN -180 AND 180), CHECK ((latitude IS NULL) = (longitude IS NULL)));
CREATE TABLE metric (device_id uuid NOT NULL REFERENCES device, at timestamptz NOT NULL, value double precision NOT NULL, quality smallint NOT NULL DEFAULT 100 CHECK (quality BETWEEN 0 AND 100), PRIMARY KEY (device_id, at)) PARTITION BY RANGE (at);
CREATE TABLE metric_old PARTITION OF metric FOR VALUES FROM (MINVALUE) TO ('2026-01-01 00:00:00+00');
CREATE TABLE metric_new PARTITION OF metric FOR VALUES FROM ('2026-01-01 00:00:00+00') TO (MAXVALUE);
CREATE TABLE alert (id bigserial PRIMARY KEY, device_id uuid NOT NULL REFERENCES device, raises_above real NOT NULL, clears_below real NOT NULL, raised_at timestamptz NOT NULL, cleared_at timestamptz, acknowledged_by text, CHECK (clears_below < raises_above), CHECK (cleared_at >= raised_at));
CREATE UNIQUE INDEX one_open_alert ON alert (device_id) WHERE cleared_at IS NULL;
CREATE TABLE maintenance (id serial PRIMARY KEY, device_id uuid NOT NULL REFERENCES device, during tstzrange NOT NULL, reason text NOT NULL, EXCLUDE USING gist ((device_id::text) WITH =, during WITH &&));
