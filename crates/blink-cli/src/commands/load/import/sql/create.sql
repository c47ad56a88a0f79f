CREATE TABLE blink.imports (
    import_id pg_catalog.text NOT NULL,
    file_number pg_catalog.int4 NOT NULL,
    file_name pg_catalog.text NOT NULL,
    sha256 pg_catalog.text NOT NULL,
    bytes pg_catalog.int8 NOT NULL,
    table_name pg_catalog.text NOT NULL,
    record_form pg_catalog.text NOT NULL,
    truncates pg_catalog.bool NOT NULL,
    rows pg_catalog.int8,
    run pg_catalog.int8 NOT NULL,
    begun_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.now(),
    finished_at pg_catalog.timestamptz,
    PRIMARY KEY (import_id, file_number)
);
CREATE TABLE blink.import_batches (
    import_id pg_catalog.text NOT NULL,
    file_number pg_catalog.int4 NOT NULL,
    first_row pg_catalog.int8 NOT NULL,
    last_row pg_catalog.int8 NOT NULL,
    first_byte pg_catalog.int8,
    end_byte pg_catalog.int8,
    run pg_catalog.int8 NOT NULL,
    stored_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.now(),
    PRIMARY KEY (import_id, file_number, first_row),
    FOREIGN KEY (import_id, file_number) REFERENCES blink.imports ON DELETE CASCADE
);
COMMENT ON TABLE blink.imports IS
    'The files of each import that "blink load --import-id" has begun. To load one again, delete its rows here.';
COMMENT ON COLUMN blink.imports.import_id IS 'The name of the import (--import-id)';
COMMENT ON COLUMN blink.imports.file_number IS 'The number of the file within the import, in the order of loading';
COMMENT ON COLUMN blink.imports.file_name IS 'The path of the file as it was given';
COMMENT ON COLUMN blink.imports.sha256 IS 'The SHA-256 of the file''s bytes, as sha256sum prints it';
COMMENT ON COLUMN blink.imports.bytes IS 'The number of the file''s bytes';
COMMENT ON COLUMN blink.imports.table_name IS 'The table that the file goes into';
COMMENT ON COLUMN blink.imports.record_form IS 'All that decides where a row of the file begins and which number it has';
COMMENT ON COLUMN blink.imports.truncates IS 'True if the tables are emptied before the first row (--truncate)';
COMMENT ON COLUMN blink.imports.rows IS 'The number of the file''s rows; NULL until all are loaded';
COMMENT ON COLUMN blink.imports.run IS 'The transaction with which the last run of the import began: a batch of an earlier run is refused';
COMMENT ON COLUMN blink.imports.begun_at IS 'The time at which the first run began';
COMMENT ON COLUMN blink.imports.finished_at IS 'The time at which the import was done; NULL until then';
COMMENT ON TABLE blink.import_batches IS
    'The batches that "blink load --import-id --non-atomic" has committed. A row here is written in the batch''s transaction.';
COMMENT ON COLUMN blink.import_batches.import_id IS 'The name of the import';
COMMENT ON COLUMN blink.import_batches.file_number IS 'The number of the file in blink.imports';
COMMENT ON COLUMN blink.import_batches.first_row IS 'The first row of the batch in the file, from 1, without the header';
COMMENT ON COLUMN blink.import_batches.last_row IS 'The last row of the batch';
COMMENT ON COLUMN blink.import_batches.first_byte IS
    'The beginning of a part of the file that has these rows, in bytes of its text as UTF-8 without a byte order mark';
COMMENT ON COLUMN blink.import_batches.end_byte IS 'The end of that part';
COMMENT ON COLUMN blink.import_batches.run IS 'The run that stored the batch, as in blink.imports';
COMMENT ON COLUMN blink.import_batches.stored_at IS 'The time at which the batch''s transaction began'
