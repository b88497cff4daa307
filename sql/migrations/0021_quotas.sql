-- How many rules, routes and integrations a tenant may have, as settings; a tenant that has more keeps them. The request
-- that saves one reads the bound as the tenant's own role, which sees the installation's bounds and none of its other
-- settings.
-- Locks: app_settings briefly.

INSERT INTO app_settings (tenant_key, key, value) VALUES
    (NULL, 'RULES_MAX', '1000'),
    (NULL, 'RULES_PER_METRIC_MAX', '200'),
    (NULL, 'ROUTES_MAX', '200'),
    (NULL, 'INTEGRATIONS_MAX', '100')
ON CONFLICT (tenant_key, key) DO NOTHING;

CREATE POLICY settings_bounds ON app_settings FOR SELECT TO pulse_app
    USING (tenant_key IS NULL AND key LIKE '%\_MAX');
