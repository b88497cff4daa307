-- Sessions that end. Until now a session was its refresh tokens: it lived for as long as they were replaced, and an
-- access token lived on for a quarter of an hour whatever became of its session. Now each has a row of its own with an
-- absolute end, and what ends one before its time is a revocation, which every server hears of by the change feed.
-- Locks: refresh_session and change, for a look at their rows; they are small.

CREATE TABLE auth_session (
    session_id   uuid PRIMARY KEY, -- the token's sid, and the family of its refresh tokens
    user_key     integer NOT NULL REFERENCES user_account ON DELETE CASCADE,
    made_at      timestamptz NOT NULL,
    ends_at      timestamptz NOT NULL, -- whatever happens
    last_used_at timestamptz NOT NULL, -- signed in or refreshed
    tokens_until timestamptz NOT NULL, -- no access token of it lives longer
    address      text CHECK (char_length(address) <= 64), -- where it was signed in from
    user_agent   text CHECK (char_length(user_agent) <= 256),
    ended_at     timestamptz, -- before its time
    end_reason   text CHECK (end_reason IN ('signed_out', 'ended', 'password_changed', 'disabled', 'removed', 'role_changed',
                                            'tenant_suspended', 'token_reused')),
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE INDEX auth_session_user ON auth_session (user_key, made_at DESC);
CREATE INDEX auth_session_end ON auth_session (ends_at);

-- Refresh tokens that exist: their session ends twelve hours after its making.
INSERT INTO auth_session (session_id, user_key, made_at, ends_at, last_used_at, tokens_until)
SELECT family, min(user_key), min(created_at), min(created_at) + interval '12 hours', max(created_at),
       max(created_at) + interval '15 minutes'
  FROM refresh_session
 GROUP BY family;
ALTER TABLE refresh_session ADD FOREIGN KEY (family) REFERENCES auth_session ON DELETE CASCADE;

-- Whose tokens are good no longer: those of a session of ours; or what another issuer gave a person, or people of a
-- tenant, before a moment.
CREATE TABLE revocation (
    revocation_key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id     uuid,
    issuer         text,
    subject        text,
    tenant_key     integer REFERENCES tenant,
    issued_before  timestamptz,
    until          timestamptz NOT NULL, -- when the last token it is about has ended by itself
    made_at        timestamptz NOT NULL DEFAULT now(),
    CHECK (num_nonnulls(session_id, subject, tenant_key) = 1),
    CHECK ((issuer IS NULL) = (subject IS NULL)),
    CHECK ((issued_before IS NULL) = (session_id IS NOT NULL))
);
CREATE INDEX revocation_until ON revocation (until);

ALTER TABLE change DROP CONSTRAINT change_kind_check;
ALTER TABLE change ADD CONSTRAINT change_kind_check
    CHECK (kind IN ('alert', 'device', 'job', 'config', 'system', 'session')); -- session: key is a revocation_key

ALTER TABLE auth_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth_session FORCE ROW LEVEL SECURITY;
CREATE POLICY auth_session_auth ON auth_session TO pulse_auth USING (true) WITH CHECK (true);
CREATE POLICY auth_session_operator ON auth_session TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY auth_session_ingest ON auth_session TO pulse_ingest USING (true) WITH CHECK (false);
GRANT SELECT, INSERT, UPDATE ON auth_session TO pulse_auth;
GRANT SELECT, UPDATE (ended_at, end_reason) ON auth_session TO pulse_operator;
GRANT SELECT (session_id, ends_at), DELETE ON auth_session TO pulse_ingest; -- the broom

ALTER TABLE revocation ENABLE ROW LEVEL SECURITY;
ALTER TABLE revocation FORCE ROW LEVEL SECURITY;
CREATE POLICY revocation_own ON revocation TO pulse_app -- which is granted nothing
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY revocation_auth ON revocation TO pulse_auth USING (true) WITH CHECK (true);
CREATE POLICY revocation_operator ON revocation TO pulse_operator USING (true) WITH CHECK (true);
CREATE POLICY revocation_ingest ON revocation TO pulse_ingest USING (true) WITH CHECK (false);
GRANT SELECT, INSERT ON revocation TO pulse_auth, pulse_operator;
GRANT SELECT, DELETE ON revocation TO pulse_ingest; -- the feed, and the broom

-- People end sessions of theirs, which is told like everything else; and they change their passwords. Whoever opens a
-- session holds the account for so long, so that one that is disabled meanwhile has none (FOR SHARE).
CREATE POLICY change_auth ON change TO pulse_auth USING (kind = 'session') WITH CHECK (kind = 'session');
GRANT SELECT, INSERT ON change TO pulse_auth;
CREATE POLICY user_account_password ON user_account FOR UPDATE TO pulse_auth USING (true) WITH CHECK (true);
GRANT UPDATE (password_hash, updated_at) ON user_account TO pulse_auth;
GRANT DELETE ON user_account TO pulse_operator;
