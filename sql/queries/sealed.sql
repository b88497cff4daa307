-- What the vault sealed, wherever it is kept, for sealing it again with another key. `list`s: the rows after $1, $2 of them.
-- `reseal`s: the rows of $1 that still are as they were read ($2) get $3.

-- name: list_integrations
SELECT integration_key::text AS key, integration_id::text AS id, sealed
  FROM integration
 WHERE integration_key > $1::integer
 ORDER BY integration_key
 LIMIT $2::integer;

-- name: reseal_integrations
WITH locked AS (
    SELECT i.integration_key, wanted.fresh
      FROM integration AS i
      JOIN unnest($1::text[], $2::bytea[], $3::bytea[]) AS wanted (key, old, fresh)
        ON i.integration_key = wanted.key::integer AND i.sealed = wanted.old
     ORDER BY i.integration_key
       FOR NO KEY UPDATE OF i)
UPDATE integration AS i
   SET sealed = locked.fresh
  FROM locked
 WHERE i.integration_key = locked.integration_key;

-- name: list_signing_keys
SELECT key_id AS key, key_id AS id, private_sealed AS sealed
  FROM signing_key
 WHERE key_id > $1::text
 ORDER BY key_id
 LIMIT $2::integer;

-- name: reseal_signing_keys
WITH locked AS (
    SELECT k.key_id, wanted.fresh
      FROM signing_key AS k
      JOIN unnest($1::text[], $2::bytea[], $3::bytea[]) AS wanted (key, old, fresh)
        ON k.key_id = wanted.key AND k.private_sealed = wanted.old
     ORDER BY k.key_id
       FOR NO KEY UPDATE OF k)
UPDATE signing_key AS k
   SET private_sealed = locked.fresh
  FROM locked
 WHERE k.key_id = locked.key_id;

-- name: list_quarantine
SELECT event_id::text AS key, event_id::text AS id, payload_sealed AS sealed
  FROM quarantine_event
 WHERE event_id > $1::bigint AND payload_sealed IS NOT NULL
 ORDER BY event_id
 LIMIT $2::integer;

-- name: reseal_quarantine
WITH locked AS (
    SELECT q.event_id, wanted.fresh
      FROM quarantine_event AS q
      JOIN unnest($1::text[], $2::bytea[], $3::bytea[]) AS wanted (key, old, fresh)
        ON q.event_id = wanted.key::bigint AND q.payload_sealed = wanted.old
     ORDER BY q.event_id
       FOR NO KEY UPDATE OF q)
UPDATE quarantine_event AS q
   SET payload_sealed = locked.fresh
  FROM locked
 WHERE q.event_id = locked.event_id;
