-- Local accounts, their sessions, the keys that sign tokens, and the operators' audit log.
-- Locks: nothing that exists.

CREATE TABLE user_account (
    user_key      integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id       uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(), -- the token's sub
    login         text NOT NULL UNIQUE CHECK (octet_length(login) BETWEEN 1 AND 128),
    tenant_key    integer REFERENCES tenant,
    role          text NOT NULL CHECK (role IN ('customer_viewer', 'customer_admin', 'operator', 'operator_admin')),
    password_hash text NOT NULL, -- Argon2id, libsodium's string form
    enabled       boolean NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL DEFAULT now(),
    updated_at    timestamptz NOT NULL DEFAULT now(),
    -- A customer has a tenant, an operator has none.
    CHECK ((tenant_key IS NOT NULL) = (role IN ('customer_viewer', 'customer_admin')))
);

-- One row a refresh token; using one replaces it, using a replaced one ends the whole family.
CREATE TABLE refresh_session (
    token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32), -- SHA-256 of the refresh token
    family     uuid NOT NULL,
    user_key   integer NOT NULL REFERENCES user_account ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_session_family ON refresh_session (family);
CREATE INDEX refresh_session_expiry ON refresh_session (expires_at);

CREATE TABLE signing_key (
    key_id         text PRIMARY KEY,
    algorithm      text NOT NULL CHECK (algorithm = 'ES256'),
    public_jwk     jsonb NOT NULL,
    private_sealed bytea NOT NULL,
    created_at     timestamptz NOT NULL DEFAULT now(),
    retired_at     timestamptz
);
CREATE UNIQUE INDEX signing_key_one_active ON signing_key ((true)) WHERE retired_at IS NULL;

-- Append-only: nobody is granted UPDATE or DELETE.
CREATE TABLE operator_audit_log (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    user_id       text NOT NULL,
    action        text NOT NULL,
    tenant_filter text,
    resource_type text,
    resource_id   text,
    ip_address    inet,
    user_agent    text,
    rls_bypassed  boolean NOT NULL DEFAULT true,
    created_at    timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX operator_audit_log_newest ON operator_audit_log (created_at DESC);
CREATE INDEX operator_audit_log_user ON operator_audit_log (user_id, created_at DESC);

ALTER TABLE user_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_account FORCE ROW LEVEL SECURITY;
CREATE POLICY user_account_own ON user_account TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY user_account_operator ON user_account TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY user_account_auth ON user_account FOR SELECT TO pulse_auth USING (true);
GRANT SELECT (user_key, user_id, login, tenant_key, role, enabled, created_at, updated_at) ON user_account TO pulse_app;
GRANT SELECT, INSERT, UPDATE ON user_account TO pulse_operator;
GRANT SELECT ON user_account TO pulse_auth;

GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_session TO pulse_auth;
GRANT SELECT, INSERT, UPDATE ON signing_key TO pulse_auth;
GRANT SELECT, INSERT ON operator_audit_log TO pulse_operator;
