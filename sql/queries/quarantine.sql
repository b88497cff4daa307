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
SELECT e.ingested_at, nullif(e.tenant_key, 0), e.tenant_id, e.site_id, e.device_id, e.msg_type, e.reason, e.topic,
       e.payload_sealed
  FROM unnest($1::timestamptz[], $2::integer[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
              $8::text[], $9::bytea[])
       AS e (ingested_at, tenant_key, tenant_id, site_id, device_id, msg_type, reason, topic, payload_sealed);
