-- The event triggers.
SELECT v.evtname AS name,
    v.evtevent AS event,
    v.evtenabled AS enabled,
    v.evtfoid AS function_oid,
    pg_catalog.array_to_json(v.evttags) AS tags
FROM pg_catalog.pg_event_trigger v
