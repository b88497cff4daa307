-- Where deliveries can go. `config` may be shown; `sealed` holds the whole configuration and is opened by its context.

-- name: list
SELECT i.integration_key, t.tenant_id, i.integration_id, i.name, i.type, i.enabled, i.config, i.created_at, i.updated_at
  FROM integration AS i
  JOIN tenant AS t ON t.tenant_key = i.tenant_key
 WHERE ($1::timestamptz IS NULL OR (i.created_at, i.integration_id) > ($1::timestamptz, $2::uuid))
   AND ($5::text IS NULL OR i.type = $5::text)
 ORDER BY i.created_at, i.integration_id
 LIMIT $3::integer OFFSET $4::integer;

-- name: count
SELECT count(*)
  FROM (SELECT 1 FROM integration WHERE $2::text IS NULL OR type = $2::text LIMIT $1::integer) AS counted;

-- name: one
SELECT i.integration_key, t.tenant_id, i.integration_id, i.name, i.type, i.enabled, i.config, i.created_at, i.updated_at
  FROM integration AS i
  JOIN tenant AS t ON t.tenant_key = i.tenant_key
 WHERE i.integration_id = $1::uuid;

-- name: one_to_change
SELECT i.integration_key, t.tenant_id, i.integration_id, i.name, i.type, i.enabled, i.config, i.created_at, i.updated_at, i.sealed
  FROM integration AS i
  JOIN tenant AS t ON t.tenant_key = i.tenant_key
 WHERE i.integration_id = $1::uuid
   FOR UPDATE OF i;

-- name: create
WITH i AS (
    INSERT INTO integration (tenant_key, integration_id, name, type, enabled, config, sealed)
    VALUES ($1::integer, $2::uuid, $3, $4, $5, $6, $7)
    RETURNING integration_key, tenant_key, integration_id, name, type, enabled, config, created_at, updated_at)
SELECT i.integration_key, t.tenant_id, i.integration_id, i.name, i.type, i.enabled, i.config, i.created_at, i.updated_at
  FROM i
  JOIN tenant AS t ON t.tenant_key = i.tenant_key;

-- What it failed at before says nothing any more.
-- name: change
WITH well AS (
    DELETE FROM integration_health WHERE integration_key = $1::integer
), i AS (
    UPDATE integration
       SET name = $2, enabled = $3, config = $4, sealed = $5, updated_at = now()
     WHERE integration_key = $1::integer
    RETURNING integration_key, tenant_key, integration_id, name, type, enabled, config, created_at, updated_at)
SELECT i.integration_key, t.tenant_id, i.integration_id, i.name, i.type, i.enabled, i.config, i.created_at, i.updated_at
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
