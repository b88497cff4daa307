-- Sessions that this installation has at its broker.

-- name: exists
SELECT EXISTS (SELECT FROM broker_session WHERE client_id = $1);

-- name: record
INSERT INTO broker_session (client_id) VALUES ($1)
ON CONFLICT (client_id) DO NOTHING;
