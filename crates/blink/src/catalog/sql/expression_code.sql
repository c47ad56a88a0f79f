-- The tables with a default or an index that may run code that Blink has to look at.
SELECT f.adrelid AS table_oid FROM pg_catalog.pg_attrdef f
WHERE f.adrelid IN ($tables) AND f.adbin::pg_catalog.text OPERATOR(pg_catalog.~) $calls
UNION ALL
SELECT i.indrelid FROM pg_catalog.pg_index i
WHERE i.indrelid IN ($tables) AND (i.indclass::pg_catalog.text OPERATOR(pg_catalog.~) $oids
    OR pg_catalog.concat(i.indexprs, i.indpred) OPERATOR(pg_catalog.~) $calls)
