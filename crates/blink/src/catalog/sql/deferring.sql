-- The keys that SET CONSTRAINTS can defer. It takes a name, and so all constraints of that name in the schema.
SELECT k.oid AS oid FROM pg_catalog.pg_constraint k
WHERE k.oid IN ($keys) AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint o
    WHERE o.conname = k.conname AND o.connamespace = k.connamespace AND (NOT o.condeferrable OR o.condeferred))
