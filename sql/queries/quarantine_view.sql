-- What ingest refused lately. $1 is minutes back, $2 a tenant_id or NULL.

-- name: events
SELECT ingested_at, tenant_id, site_id, device_id, msg_type, reason
  FROM quarantine_event
 WHERE ingested_at > now() - make_interval(mins => $1::integer)
   AND ($2::text IS NULL OR tenant_id = $2)
 ORDER BY ingested_at DESC, event_id DESC
 LIMIT $3::integer;

-- name: counts
SELECT c.reason, sum(c.count)::bigint AS count
  FROM quarantine_counter AS c
  LEFT JOIN tenant AS t ON t.tenant_key = c.tenant_key
 WHERE c.bucket_minute > now() - make_interval(mins => $1::integer)
   AND ($2::text IS NULL OR t.tenant_id = $2)
 GROUP BY c.reason
 ORDER BY c.reason;
