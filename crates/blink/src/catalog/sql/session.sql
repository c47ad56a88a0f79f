-- The session of a run. It is in a transaction if the transaction began before this statement.
SELECT pg_catalog.current_setting('server_version_num') AS version,
    pg_catalog.transaction_timestamp() OPERATOR(pg_catalog.<>) pg_catalog.statement_timestamp() AS in_transaction,
    pg_catalog.current_setting('transaction_read_only') OPERATOR(pg_catalog.=) 'on' AS read_only,
    pg_catalog.pg_is_in_recovery() AS in_recovery,
    pg_catalog.current_setting('client_encoding') AS client_encoding,
    pg_catalog.current_setting('client_min_messages') AS client_min_messages,
    pg_catalog.current_setting('array_nulls') AS array_nulls,
    pg_catalog.current_setting('idle_in_transaction_session_timeout') AS idle_timeout,
    pg_catalog.current_setting('statement_timeout') AS statement_timeout,
    (extract(epoch FROM pg_catalog.current_setting('statement_timeout')::pg_catalog.interval)
        OPERATOR(pg_catalog.*) 1000)::pg_catalog.int8 AS statement_timeout_ms,
    coalesce(pg_catalog.current_setting('transaction_timeout', true), '0') AS transaction_timeout,
    coalesce(pg_catalog.current_setting('idle_session_timeout', true), '0') AS idle_session_timeout,
    coalesce(pg_catalog.current_setting('blink.writes', true), '') AS writes
