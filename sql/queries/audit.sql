-- Operators' looks and acts. Append-only.

-- name: append
INSERT INTO operator_audit_log (user_id, action, tenant_filter, resource_type, resource_id, ip_address, user_agent)
VALUES ($1, $2, $3, $4, $5, $6::inet, $7);
