-- Test deliveries: five a minute for each integration, and so many for each tenant.

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

-- The same of all integrations of a tenant, those that are gone among them.
-- name: take_of_tenant
INSERT INTO tenant_test_delivery AS t (tenant_key, sent_at)
SELECT $1::integer, ARRAY[clock_timestamp()] WHERE $2::integer > 0
ON CONFLICT (tenant_key) DO UPDATE
   SET sent_at = ARRAY(SELECT sent.at FROM unnest(t.sent_at) AS sent (at)
                        WHERE sent.at > clock_timestamp() - interval '60 s' ORDER BY sent.at) || clock_timestamp()
 WHERE (SELECT count(*) FROM unnest(t.sent_at) AS sent (at)
         WHERE sent.at > clock_timestamp() - interval '60 s') < $2::integer
RETURNING tenant_key;

-- Until there is room for one: when the oldest that counts is a minute old. A minute where there is never any.
-- name: wait_of_tenant
SELECT coalesce(greatest(ceil(60 - extract(epoch FROM clock_timestamp() - min(recent.at))), 1), 60)::integer
  FROM (SELECT sent.at
          FROM tenant_test_delivery AS t
          CROSS JOIN LATERAL unnest(t.sent_at) AS sent (at)
         WHERE t.tenant_key = $1::integer AND sent.at > clock_timestamp() - interval '60 s'
         ORDER BY sent.at DESC
         LIMIT $2::integer) AS recent;
