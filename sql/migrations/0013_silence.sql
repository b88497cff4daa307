-- Alerts about devices that fell silent: whether a tenant wants them, and how long after the device is STALE.
-- Locks: app_settings briefly.

INSERT INTO app_settings (tenant_key, key, value) VALUES
    (NULL, 'HEARTBEAT_ALERTS', '1'),
    (NULL, 'HEARTBEAT_GRACE_SECONDS', '0')
ON CONFLICT (tenant_key, key) DO NOTHING;
