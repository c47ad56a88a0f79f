-- The session. It is in a transaction if the transaction began before this statement.
SELECT pg_catalog.current_setting('server_version_num') AS version,
    pg_catalog.transaction_timestamp() OPERATOR(pg_catalog.<>) pg_catalog.statement_timestamp() AS in_transaction
