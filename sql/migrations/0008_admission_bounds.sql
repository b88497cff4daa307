-- Bounds of admission: a rate for a whole tenant, and how much of what is refused is kept.
-- Locks: app_settings briefly.

INSERT INTO app_settings (tenant_key, key, value) VALUES
    (NULL, 'TENANT_RATE_LIMIT_RPS', '10000'),
    (NULL, 'TENANT_RATE_LIMIT_BURST', '20000')
ON CONFLICT (tenant_key, key) DO NOTHING;
