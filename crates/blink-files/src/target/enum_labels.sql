SELECT enumtypid, enumlabel
FROM pg_catalog.pg_enum
WHERE enumtypid IN ($oids)
ORDER BY enumtypid, enumsortorder
