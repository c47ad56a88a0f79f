-- What is stored about blink.writes for this database or this role. PGOPTIONS and SET change the session's value, and
-- not this.
SELECT d.datname, r.rolname, pg_catalog.substr(c.setting, pg_catalog.strpos(c.setting, '=') + 1)
FROM pg_catalog.pg_db_role_setting s
CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) c (setting)
LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
LEFT JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
WHERE pg_catalog.lower(pg_catalog.split_part(c.setting, '=', 1)) = 'blink.writes'
  AND (s.setdatabase = 0 OR d.datname = pg_catalog.current_database())
  AND (s.setrole = 0 OR r.rolname IN (session_user, current_user))
