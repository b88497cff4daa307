-- Test deliveries: five a minute for each integration.

-- Counts and remembers in one statement, under the row's lock: no two callers both see room for the last one.
-- name: take
INSERT INTO test_delivery AS t (integration_key, tenant_key, sent_at)
VALUES ($1::integer, $2::integer, ARRAY[clock_timestamp()])
ON CONFLICT (integration_key) DO UPDATE
   SET sent_at = ARRAY(SELECT sent.at FROM unnest(t.sent_at) AS sent (at)
                        WHERE sent.at > clock_timestamp() - interval '60 s' ORDER BY sent.at) || clock_timestamp()
 WHERE (SELECT count(*) FROM unnest(t.sent_at) AS sent (at)
         WHERE sent.at > clock_timestamp() - interval '60 s') < 5
RETURNING integration_key;

-- In seconds, at least one.
-- name: wait
SELECT greatest(ceil(60 - extract(epoch FROM clock_timestamp() - min(sent.at))), 1)::integer
  FROM test_delivery AS t
  CROSS JOIN LATERAL unnest(t.sent_at) AS sent (at)
 WHERE t.integration_key = $1::integer AND sent.at > clock_timestamp() - interval '60 s';
