-- The tables without rows among some that nobody has locked.
SELECT c.oid AS oid FROM pg_catalog.pg_class c
WHERE c.oid IN ($tables) AND c.relkind = 'r' AND pg_catalog.pg_relation_size(c.oid) = 0
