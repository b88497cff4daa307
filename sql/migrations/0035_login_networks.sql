-- Where people have signed in from: from there they are let in before strangers who guess at their passwords.
-- Locks: nothing that exists.

CREATE TABLE login_network (
    user_key integer NOT NULL REFERENCES user_account ON DELETE CASCADE,
    network  cidr NOT NULL, -- /24 of IPv4, /48 of IPv6
    last_at  timestamptz NOT NULL, -- signed in from there
    PRIMARY KEY (user_key, network),
    CHECK (masklen(network) = CASE family(network) WHEN 4 THEN 24 ELSE 48 END)
);
CREATE INDEX login_network_last ON login_network (last_at);

ALTER TABLE login_network ENABLE ROW LEVEL SECURITY;
ALTER TABLE login_network FORCE ROW LEVEL SECURITY;
CREATE POLICY login_network_auth ON login_network TO pulse_auth USING (true) WITH CHECK (true);
CREATE POLICY login_network_ingest ON login_network TO pulse_ingest USING (true) WITH CHECK (false);
GRANT SELECT, INSERT, UPDATE, DELETE ON login_network TO pulse_auth;
GRANT SELECT, DELETE ON login_network TO pulse_ingest; -- the broom
