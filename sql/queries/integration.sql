-- Where deliveries can go. `config` may be shown; `sealed` holds the whole configuration and is opened by its context.

-- fragment: own
i.integration_key, i.integration_id, i.name, i.type, i.enabled, i.config, i.created_at, i.updated_at

-- fragment: columns
{own}, t.tenant_id

-- fragment: tables
integration AS i
  JOIN tenant AS t ON t.tenant_key = i.tenant_key

-- name: list
SELECT {columns}
  FROM {tables}
 WHERE ($1::text IS NULL OR i.type = $1::text)
   AND ($2::timestamptz IS NULL OR (i.created_at, i.integration_id) > ($2::timestamptz, $3::uuid))
 ORDER BY i.created_at, i.integration_id
 LIMIT $4::integer OFFSET $5::integer;

-- name: count
SELECT count(*)
  FROM (SELECT 1 FROM integration WHERE $1::text IS NULL OR type = $1::text LIMIT $2::integer) AS counted;

-- name: one
SELECT {columns}
  FROM {tables}
 WHERE i.integration_id = $1::uuid;

-- name: one_to_change
SELECT {columns}, i.sealed
  FROM {tables}
 WHERE i.integration_id = $1::uuid
   FOR NO KEY UPDATE OF i;

-- name: create
WITH i AS (
    INSERT INTO integration AS i (tenant_key, integration_id, name, type, enabled, config, sealed)
    VALUES ($1::integer, $2::uuid, $3, $4, $5, $6, $7)
    RETURNING {own}, i.tenant_key)
SELECT {columns}
  FROM i
  JOIN tenant AS t ON t.tenant_key = i.tenant_key;

-- What it failed at before says nothing any more.
-- name: change
WITH well AS (
    DELETE FROM integration_health WHERE integration_key = $1::integer
), i AS (
    UPDATE integration AS i
       SET name = $2, enabled = $3, config = $4, sealed = $5, updated_at = now()
     WHERE integration_key = $1::integer
    RETURNING {own}, i.tenant_key)
SELECT {columns}
  FROM i
  JOIN tenant AS t ON t.tenant_key = i.tenant_key;

-- What waits for it has all attempts again, and is tried at once.
-- name: begin_anew
UPDATE delivery_job
   SET attempts_counted = 0, next_run_at = now()
 WHERE integration_key = $1::integer AND status = 'PENDING' AND (attempts_counted > 0 OR next_run_at > now());

-- name: remove
-- Its routes go with it.
DELETE FROM integration WHERE integration_id = $1::uuid;
