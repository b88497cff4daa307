-- Two clients that save rules of one tenant no longer deadlock. Each insert holds a share of its tenant's row by its foreign
-- key (FOR KEY SHARE), and the bump of the version asked for the row FOR UPDATE, which waits for all such shares: two that
-- hold one wait for one another. No key of the row changes, so FOR NO KEY UPDATE is what is meant; it lets key shares be and
-- still makes bumps of one tenant take turns. The order of locks stays as it was: tenants by key, then the change feed's.
-- Locks: nothing; functions are replaced.

CREATE OR REPLACE FUNCTION bump_tenant_version() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched integer[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT coalesce(tenant_key, 0)) INTO touched FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT coalesce(tenant_key, 0)) INTO touched FROM old_rows;
    ELSE
        SELECT array_agg(DISTINCT coalesce(tenant_key, 0)) INTO touched
          FROM (SELECT tenant_key FROM new_rows UNION SELECT tenant_key FROM old_rows) AS changed;
    END IF;
    -- Rows are locked in key order; 0 stands for the whole installation.
    PERFORM 1 FROM tenant WHERE tenant_key = ANY (touched) OR 0 = ANY (touched) ORDER BY tenant_key FOR NO KEY UPDATE;
    IF TG_ARGV[0] = 'registry' THEN
        UPDATE tenant SET registry_version = registry_version + 1
         WHERE tenant_key = ANY (touched) OR 0 = ANY (touched);
    ELSE
        UPDATE tenant SET config_version = config_version + 1
         WHERE tenant_key = ANY (touched) OR 0 = ANY (touched);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION subtract_quarantine_usage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM quarantine_usage WHERE tenant_key IN (SELECT tenant_key FROM old_rows) ORDER BY tenant_key
        FOR NO KEY UPDATE;
    UPDATE quarantine_usage AS u
       SET kept = u.kept - gone.kept, bytes = u.bytes - gone.bytes
      FROM (SELECT tenant_key, count(*) AS kept, sum(size) AS bytes FROM old_rows GROUP BY tenant_key) AS gone
     WHERE u.tenant_key = gone.tenant_key;
    RETURN NULL;
END $$;
