-- What ingest refuses: counted, and kept where the tenant's settings say so (role pulse_ingest).

-- A tenant of 0 is one that we do not know.
-- name: count
INSERT INTO quarantine_counter AS q (bucket_minute, tenant_key, reason, count)
SELECT c.bucket_minute, nullif(c.tenant_key, 0), c.reason, c.count
  FROM unnest($1::timestamptz[], $2::integer[], $3::text[], $4::bigint[]) AS c (bucket_minute, tenant_key, reason, count)
 ORDER BY 1, 2, 3
ON CONFLICT (bucket_minute, tenant_key, reason) DO UPDATE SET count = q.count + EXCLUDED.count;

-- name: keep
INSERT INTO quarantine_event (ingested_at, tenant_key, tenant_id, site_id, device_id, msg_type, reason, topic,
                              payload_sealed)
SELECT e.ingested_at, e.tenant_key, e.tenant_id, e.site_id, e.device_id, e.msg_type, e.reason, e.topic,
       e.payload_sealed
  FROM unnest($1::timestamptz[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::text[], $9::bytea[])
       AS e (ingested_at, tenant_key, tenant_id, site_id, device_id, msg_type, reason, topic, payload_sealed);

-- name: usage
SELECT tenant_key, kept, bytes
  FROM quarantine_usage
 WHERE tenant_key = ANY ($1::integer[])
 ORDER BY tenant_key;

-- The oldest $2 of a tenant, or more until $3 bytes are gone; looks at no more than the oldest $4.
-- name: evict
WITH oldest AS (
    SELECT event_id, row_number() OVER older AS nr, sum(size) OVER older - size AS bytes_before
      FROM (SELECT event_id, size FROM quarantine_event WHERE tenant_key = $1 ORDER BY event_id LIMIT $4) AS e
    WINDOW older AS (ORDER BY event_id)),
gone AS (
    DELETE FROM quarantine_event
     WHERE tenant_key = $1
       AND event_id <= (SELECT max(event_id) FROM oldest WHERE nr <= $2 OR bytes_before < $3)
    RETURNING size)
SELECT count(*) AS kept, coalesce(sum(size), 0)::bigint AS bytes FROM gone;

-- name: kept_message
SELECT topic, payload_sealed, ingested_at, reason FROM quarantine_event WHERE tenant_key = $1 AND event_id = $2;
