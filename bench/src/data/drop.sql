-- Drops all keys and indexes of a schema with partitions; those of partitions go with the parent's.
DO $$
DECLARE
    it record;
BEGIN
    FOR it IN
        SELECT conrelid::regclass AS relation, conname
        FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'p', 'u') AND conparentid = 0
        ORDER BY contype <> 'f', oid
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', it.relation, it.conname);
    END LOOP;
    FOR it IN
        SELECT c.oid::regclass AS relation
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = 'public'::regnamespace AND NOT c.relispartition
    LOOP
        EXECUTE format('DROP INDEX %s', it.relation);
    END LOOP;
END
$$;
