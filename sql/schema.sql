-- The schema that the migrations make, read from the catalogue. Generated: PULSE_UPDATE_SCHEMA=1 ctest -R store_schema.

-- Domains

CREATE DOMAIN outside_id AS text CONSTRAINT outside_id_check CHECK ((((octet_length(VALUE) >= 1) AND (octet_length(VALUE) <= 128)) AND (VALUE !~ '[/+#[:cntrl:]]'::text)));

-- Tables

CREATE TABLE alert (
    alert_id bigint NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    device_key bigint NOT NULL DEFAULT ,
    rule_key integer DEFAULT ,
    alert_type text NOT NULL DEFAULT ,
    fingerprint text NOT NULL DEFAULT ,
    severity smallint NOT NULL DEFAULT ,
    confidence real NOT NULL DEFAULT ,
    summary text NOT NULL DEFAULT ,
    details jsonb NOT NULL DEFAULT '{}'::jsonb,
    created_at timestamp with time zone NOT NULL DEFAULT ,
    opened_ts timestamp with time zone NOT NULL DEFAULT ,
    cleared_at timestamp with time zone DEFAULT ,
    cleared_ts timestamp with time zone DEFAULT ,
    acknowledged_at timestamp with time zone DEFAULT ,
    acknowledged_by text DEFAULT ,
    shelved_until timestamp with time zone DEFAULT ,
    shelve_reason text DEFAULT ,
    updated_at timestamp with time zone NOT NULL DEFAULT ,
    shelved_by text DEFAULT ,
    shelve_is_one_shot boolean NOT NULL DEFAULT false,
    is_announced boolean NOT NULL DEFAULT true
);
CREATE TABLE alert_announcement (
    alert_id bigint NOT NULL DEFAULT ,
    route_key integer NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    integration_key integer NOT NULL DEFAULT ,
    transition_id bigint NOT NULL DEFAULT ,
    given_up_at timestamp with time zone DEFAULT 
);
CREATE TABLE alert_rule (
    rule_key integer NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    rule_id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL DEFAULT ,
    enabled boolean NOT NULL DEFAULT true,
    metric_name text DEFAULT ,
    operator text DEFAULT ,
    threshold double precision DEFAULT ,
    clear_value double precision DEFAULT ,
    severity smallint NOT NULL DEFAULT 3,
    description text DEFAULT ,
    site_ids text[] NOT NULL DEFAULT '{}'::text[],
    version integer NOT NULL DEFAULT 1,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    condition text NOT NULL DEFAULT 'THRESHOLD'::text,
    for_seconds integer NOT NULL DEFAULT 0,
    silent_seconds integer NOT NULL DEFAULT 0,
    grace_seconds integer NOT NULL DEFAULT 0,
    device_prefixes text[] NOT NULL DEFAULT '{}'::text[]
);
CREATE TABLE alert_transition (
    transition_id bigint NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    alert_id bigint NOT NULL DEFAULT ,
    event text NOT NULL DEFAULT ,
    at timestamp with time zone NOT NULL DEFAULT ,
    actor text NOT NULL DEFAULT ,
    reason text NOT NULL DEFAULT ,
    evidence jsonb NOT NULL DEFAULT '{}'::jsonb
);
CREATE TABLE app_settings (
    tenant_key integer DEFAULT ,
    key text NOT NULL DEFAULT ,
    value text NOT NULL DEFAULT ,
    updated_at timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TABLE auth_session (
    session_id uuid NOT NULL DEFAULT ,
    user_key integer NOT NULL DEFAULT ,
    made_at timestamp with time zone NOT NULL DEFAULT ,
    ends_at timestamp with time zone NOT NULL DEFAULT ,
    last_used_at timestamp with time zone NOT NULL DEFAULT ,
    tokens_until timestamp with time zone NOT NULL DEFAULT ,
    address text DEFAULT ,
    user_agent text DEFAULT ,
    ended_at timestamp with time zone DEFAULT ,
    end_reason text DEFAULT 
);
CREATE TABLE broker_session (
    client_id text NOT NULL DEFAULT ,
    subscribed_at timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TABLE change (
    seq bigint NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    tenant_key integer DEFAULT ,
    kind text NOT NULL DEFAULT ,
    key bigint NOT NULL DEFAULT ,
    at timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TABLE delivery_attempt (
    attempt_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    job_id bigint NOT NULL DEFAULT ,
    attempt_no integer NOT NULL DEFAULT ,
    ok boolean NOT NULL DEFAULT ,
    http_status integer DEFAULT ,
    latency_ms integer NOT NULL DEFAULT ,
    error text DEFAULT ,
    address text DEFAULT ,
    started_at timestamp with time zone NOT NULL DEFAULT ,
    finished_at timestamp with time zone NOT NULL DEFAULT ,
    tls text DEFAULT ,
    reply text DEFAULT 
);
CREATE TABLE delivery_job (
    job_id bigint NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    alert_id bigint NOT NULL DEFAULT ,
    transition_id bigint NOT NULL DEFAULT ,
    route_key integer NOT NULL DEFAULT ,
    integration_key integer NOT NULL DEFAULT ,
    deliver_on_event text NOT NULL DEFAULT ,
    status text NOT NULL DEFAULT 'PENDING'::text,
    attempts integer NOT NULL DEFAULT 0,
    next_run_at timestamp with time zone NOT NULL DEFAULT ,
    lease_until timestamp with time zone DEFAULT ,
    last_error text DEFAULT ,
    payload text NOT NULL DEFAULT ,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    attempts_before integer NOT NULL DEFAULT 0,
    attempts_counted integer NOT NULL DEFAULT 0,
    resent_at timestamp with time zone DEFAULT 
) WITH (autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=20000);
CREATE TABLE device (
    device_key bigint NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    device_id outside_id NOT NULL DEFAULT ,
    site_key integer NOT NULL DEFAULT ,
    status text NOT NULL DEFAULT 'ACTIVE'::text,
    token_hash bytea DEFAULT ,
    fw_version text DEFAULT ,
    metadata jsonb NOT NULL DEFAULT '{}'::jsonb,
    provisioned_at timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TABLE device_profile (
    device_key bigint NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    name text NOT NULL DEFAULT ''::text,
    description text NOT NULL DEFAULT ''::text,
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    labels jsonb NOT NULL DEFAULT '{}'::jsonb
);
CREATE TABLE device_refusal (
    device_key bigint NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    reason text NOT NULL DEFAULT ,
    is_proven boolean NOT NULL DEFAULT ,
    count bigint NOT NULL DEFAULT ,
    first_at timestamp with time zone NOT NULL DEFAULT ,
    last_at timestamp with time zone NOT NULL DEFAULT ,
    last_day date NOT NULL DEFAULT ,
    recent_at timestamp with time zone[] NOT NULL DEFAULT ,
    recent_types text[] NOT NULL DEFAULT 
) WITH (fillfactor=50);
CREATE TABLE device_state (
    device_key bigint NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    status text NOT NULL DEFAULT ,
    last_seen_at timestamp with time zone NOT NULL DEFAULT ,
    last_heartbeat_at timestamp with time zone DEFAULT ,
    last_telemetry_at timestamp with time zone DEFAULT ,
    last_state_change_at timestamp with time zone NOT NULL DEFAULT ,
    last_ts timestamp with time zone DEFAULT ,
    codes integer[] NOT NULL DEFAULT '{}'::integer[],
    "values" double precision[] NOT NULL DEFAULT '{}'::double precision[],
    times timestamp with time zone[] NOT NULL DEFAULT '{}'::timestamp with time zone[],
    clock_behind double precision DEFAULT ,
    late_since timestamp with time zone DEFAULT ,
    offline_at timestamp with time zone DEFAULT ,
    offline_reason text DEFAULT 
) WITH (fillfactor=50);
CREATE TABLE integration (
    integration_key integer NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    integration_id uuid NOT NULL DEFAULT gen_random_uuid(),
    name text NOT NULL DEFAULT ,
    type text NOT NULL DEFAULT ,
    enabled boolean NOT NULL DEFAULT true,
    config jsonb NOT NULL DEFAULT '{}'::jsonb,
    sealed bytea NOT NULL DEFAULT ,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TABLE integration_health (
    integration_key integer NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    failures integer NOT NULL DEFAULT ,
    openings integer NOT NULL DEFAULT ,
    failing_since timestamp with time zone NOT NULL DEFAULT ,
    open_until timestamp with time zone DEFAULT ,
    last_error text NOT NULL DEFAULT ,
    updated_at timestamp with time zone NOT NULL DEFAULT 
);
CREATE TABLE integration_route (
    route_key integer NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    route_id uuid NOT NULL DEFAULT gen_random_uuid(),
    integration_key integer NOT NULL DEFAULT ,
    name text NOT NULL DEFAULT ,
    enabled boolean NOT NULL DEFAULT true,
    min_severity smallint DEFAULT ,
    severities text[] NOT NULL DEFAULT '{}'::text[],
    alert_types text[] NOT NULL DEFAULT '{}'::text[],
    site_ids text[] NOT NULL DEFAULT '{}'::text[],
    device_prefixes text[] NOT NULL DEFAULT '{}'::text[],
    deliver_on text[] NOT NULL DEFAULT '{OPEN}'::text[],
    priority integer NOT NULL DEFAULT 100,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now(),
    rule_ids text[] NOT NULL DEFAULT '{}'::text[]
);
CREATE TABLE judgement_owed (
    device_key bigint NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    metrics integer[] NOT NULL DEFAULT ,
    hears boolean NOT NULL DEFAULT 
);
CREATE TABLE login_network (
    user_key integer NOT NULL DEFAULT ,
    network cidr NOT NULL DEFAULT ,
    last_at timestamp with time zone NOT NULL DEFAULT 
);
CREATE TABLE metric (
    metric_key integer NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    name text NOT NULL DEFAULT ,
    introduced_by bigint DEFAULT ,
    last_used date NOT NULL DEFAULT CURRENT_DATE
);
CREATE TABLE metric_set (
    metric_set_key integer NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    codes integer[] NOT NULL DEFAULT 
);
CREATE TABLE operator_audit_log (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    user_id text NOT NULL DEFAULT ,
    action text NOT NULL DEFAULT ,
    tenant_filter text DEFAULT ,
    resource_type text DEFAULT ,
    resource_id text DEFAULT ,
    ip_address inet DEFAULT ,
    user_agent text DEFAULT ,
    rls_bypassed boolean NOT NULL DEFAULT true,
    created_at timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TABLE quarantine_counter (
    bucket_minute timestamp with time zone NOT NULL DEFAULT ,
    tenant_key integer DEFAULT ,
    reason text NOT NULL DEFAULT ,
    count bigint NOT NULL DEFAULT 
);
CREATE TABLE quarantine_event (
    event_id bigint NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    ingested_at timestamp with time zone NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    tenant_id text DEFAULT ,
    site_id text DEFAULT ,
    device_id text DEFAULT ,
    msg_type text DEFAULT ,
    reason text NOT NULL DEFAULT ,
    topic text NOT NULL DEFAULT ,
    payload_sealed bytea DEFAULT ,
    size integer NOT NULL GENERATED ALWAYS AS (((((((64 + octet_length(topic)) + COALESCE(octet_length(payload_sealed), 0)) + COALESCE(octet_length(tenant_id), 0)) + COALESCE(octet_length(site_id), 0)) + COALESCE(octet_length(device_id), 0)) + COALESCE(octet_length(msg_type), 0))) STORED
);
CREATE TABLE quarantine_usage (
    tenant_key integer NOT NULL DEFAULT ,
    kept bigint NOT NULL DEFAULT ,
    bytes bigint NOT NULL DEFAULT 
);
CREATE TABLE reading (
    device_key bigint NOT NULL DEFAULT ,
    ts timestamp with time zone NOT NULL DEFAULT ,
    payload_hash bigint NOT NULL DEFAULT ,
    received_at timestamp with time zone NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    metric_set integer NOT NULL DEFAULT ,
    kind "char" NOT NULL DEFAULT ,
    is_late boolean NOT NULL DEFAULT false,
    "values" double precision[] NOT NULL DEFAULT ,
    layout bytea NOT NULL DEFAULT '\x'::bytea
) PARTITION BY RANGE (ts);
CREATE TABLE refresh_session (
    token_hash bytea NOT NULL DEFAULT ,
    family uuid NOT NULL DEFAULT ,
    user_key integer NOT NULL DEFAULT ,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    expires_at timestamp with time zone NOT NULL DEFAULT ,
    used_at timestamp with time zone DEFAULT 
);
CREATE TABLE revocation (
    revocation_key bigint NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    session_id uuid DEFAULT ,
    issuer text DEFAULT ,
    subject text DEFAULT ,
    tenant_key integer DEFAULT ,
    issued_before timestamp with time zone DEFAULT ,
    until timestamp with time zone NOT NULL DEFAULT ,
    made_at timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TABLE rule_pending (
    device_key bigint NOT NULL DEFAULT ,
    rule_key integer NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    since timestamp with time zone NOT NULL DEFAULT ,
    value double precision NOT NULL DEFAULT ,
    rule_version integer NOT NULL DEFAULT 
);
CREATE TABLE schema_migration (
    version integer NOT NULL DEFAULT ,
    name text NOT NULL DEFAULT ,
    checksum text NOT NULL DEFAULT ,
    applied_at timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TABLE signing_key (
    key_id text NOT NULL DEFAULT ,
    algorithm text NOT NULL DEFAULT ,
    public_jwk jsonb NOT NULL DEFAULT ,
    private_sealed bytea NOT NULL DEFAULT ,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    retired_at timestamp with time zone DEFAULT 
);
CREATE TABLE site (
    site_key integer NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    site_id outside_id NOT NULL DEFAULT ,
    created_at timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TABLE snmp_engine (
    is_only boolean NOT NULL DEFAULT true,
    boots integer NOT NULL DEFAULT ,
    booted_at timestamp with time zone NOT NULL DEFAULT 
);
CREATE TABLE system_alert (
    system_alert_key bigint NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    tenant_key integer DEFAULT ,
    kind text NOT NULL DEFAULT ,
    subject text NOT NULL DEFAULT ''::text,
    severity integer NOT NULL DEFAULT ,
    summary text NOT NULL DEFAULT ,
    details jsonb NOT NULL DEFAULT '{}'::jsonb,
    raised_at timestamp with time zone NOT NULL DEFAULT ,
    updated_at timestamp with time zone NOT NULL DEFAULT ,
    cleared_at timestamp with time zone DEFAULT ,
    acknowledged_at timestamp with time zone DEFAULT ,
    acknowledged_by text DEFAULT 
);
CREATE TABLE tenant (
    tenant_key integer NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    tenant_id outside_id NOT NULL DEFAULT ,
    name text NOT NULL DEFAULT ,
    status text NOT NULL DEFAULT 'ACTIVE'::text,
    registry_version bigint NOT NULL DEFAULT 1,
    config_version bigint NOT NULL DEFAULT 1,
    created_at timestamp with time zone NOT NULL DEFAULT now()
);
CREATE TABLE tenant_test_delivery (
    tenant_key integer NOT NULL DEFAULT ,
    sent_at timestamp with time zone[] NOT NULL DEFAULT 
);
CREATE TABLE test_delivery (
    integration_key integer NOT NULL DEFAULT ,
    tenant_key integer NOT NULL DEFAULT ,
    sent_at timestamp with time zone[] NOT NULL DEFAULT 
);
CREATE TABLE user_account (
    user_key integer NOT NULL GENERATED ALWAYS AS IDENTITY DEFAULT ,
    user_id uuid NOT NULL DEFAULT gen_random_uuid(),
    login text NOT NULL DEFAULT ,
    tenant_key integer DEFAULT ,
    role text NOT NULL DEFAULT ,
    password_hash text NOT NULL DEFAULT ,
    enabled boolean NOT NULL DEFAULT true,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    updated_at timestamp with time zone NOT NULL DEFAULT now()
);

-- Sequences

CREATE SEQUENCE alert_ids AS bigint INCREMENT BY 1 START WITH 1;
CREATE SEQUENCE job_ids AS bigint INCREMENT BY 1 START WITH 1;
CREATE SEQUENCE transition_ids AS bigint INCREMENT BY 1 START WITH 1;

-- Functions

CREATE OR REPLACE FUNCTION public.add_quarantine_usage()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    INSERT INTO quarantine_usage AS u (tenant_key, kept, bytes)
    SELECT tenant_key, count(*), sum(size) FROM new_rows GROUP BY tenant_key ORDER BY tenant_key
    ON CONFLICT (tenant_key) DO UPDATE SET kept = u.kept + EXCLUDED.kept, bytes = u.bytes + EXCLUDED.bytes;
    RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION public.bump_tenant_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
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
END $function$
;
CREATE OR REPLACE FUNCTION public.clear_quarantine_usage()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    DELETE FROM quarantine_usage;
    RETURN NULL;
END $function$
;
CREATE OR REPLACE FUNCTION public.current_tenant_key()
 RETURNS integer
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('pulse.tenant_key'::text, true), ''::text))::integer
;
CREATE OR REPLACE FUNCTION public.ensure_reading_partition(at timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET "TimeZone" TO 'UTC'
AS $function$
DECLARE
    first_day date := date_trunc('day', at)::date;
    last_day  date := first_day + 1;
    month_day date := date_trunc('month', at)::date;
    part      text := 'reading_' || to_char(at, 'YYYYMMDD');
    part_ym   text := 'reading_' || to_char(at, 'YYYYMM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('pulse.reading_partition'));
    IF to_regclass(part) IS NOT NULL OR to_regclass(part_ym) IS NOT NULL THEN
        RETURN false;
    END IF;
    IF first_day < current_date - 35
       AND NOT EXISTS (SELECT FROM pg_class WHERE relname LIKE part_ym || '__' AND relkind = 'r') THEN
        part := part_ym;
        first_day := month_day;
        last_day := (month_day + interval '1 month')::date;
    END IF;
    EXECUTE format('CREATE TABLE %I (LIKE reading INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)', part);
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', part);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', part);
    EXECUTE format('CREATE POLICY reading_own ON %I TO pulse_app USING (tenant_key = current_tenant_key()) '
                   'WITH CHECK (tenant_key = current_tenant_key())', part);
    EXECUTE format('ALTER TABLE reading ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                   part, first_day::timestamptz, last_day::timestamptz);
    RETURN true;
END $function$
;
CREATE OR REPLACE FUNCTION public.forget_announcements()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    DELETE FROM alert_announcement AS a USING gone WHERE a.route_key = gone.route_key;
    RETURN NULL;
END;
$function$
;
CREATE OR REPLACE FUNCTION public.metrics_json(codes integer[], "values" double precision[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (SELECT COALESCE(jsonb_object_agg(m.name, CASE (v.code & 3) WHEN 2 THEN to_jsonb((v.value <> (0)::double precision)) WHEN 1 THEN to_jsonb((v.value)::bigint) ELSE to_jsonb(v.value) END), '{}'::jsonb) AS "coalesce" FROM (UNNEST((metrics_json.codes)[1:cardinality(metrics_json."values")], metrics_json."values") v(code, value) JOIN metric m ON ((m.metric_key = (v.code >> 2)))))
;
CREATE OR REPLACE FUNCTION public.metrics_json(codes integer[], layout bytea, "values" double precision[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (SELECT COALESCE(jsonb_object_agg(m.name, CASE (v.code & 3) WHEN 2 THEN to_jsonb((v.value <> (0)::double precision)) WHEN 1 THEN to_jsonb((v.value)::bigint) ELSE to_jsonb(v.value) END), '{}'::jsonb) AS "coalesce" FROM (reading_values(metrics_json.codes, metrics_json.layout, metrics_json."values") v(code, value) JOIN metric m ON ((m.metric_key = (v.code >> 2)))))
;
CREATE OR REPLACE FUNCTION public.reading_values(codes integer[], layout bytea, "values" double precision[])
 RETURNS TABLE(code integer, value double precision)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE ROWS 8
BEGIN ATOMIC
 WITH form AS (
          SELECT
                 CASE
                     WHEN (octet_length(reading_values.layout) = 0) THEN 'all'::text
                     WHEN (SUBSTRING(reading_values.layout FROM octet_length(reading_values.layout)) = '\x00'::bytea) THEN 'list'::text
                     ELSE 'map'::text
                 END AS kind
         ), listed AS (
          SELECT v.value,
             ((get_byte(reading_values.layout, ((2 * (v.place)::integer) - 2)) * 256) + get_byte(reading_values.layout, ((2 * (v.place)::integer) - 1))) AS entry
            FROM form,
             unnest(reading_values."values") WITH ORDINALITY v(value, place)
           WHERE (form.kind = 'list'::text)
         ), mapped AS (
          SELECT at.at,
             ((get_byte(reading_values.layout, (at.at / 4)) >> ((at.at % 4) * 2)) & 3) AS kind
            FROM form,
             generate_series(0, ((octet_length(reading_values.layout) * 4) - 1)) at(at)
           WHERE (form.kind = 'map'::text)
         )
  SELECT (reading_values.codes)[v.place] AS codes,
     v.value
    FROM form,
     unnest(reading_values."values") WITH ORDINALITY v(value, place)
   WHERE (form.kind = 'all'::text)
 UNION ALL
  SELECT (((reading_values.codes)[((listed.entry / 4) + 1)] & (~ 3)) | ((listed.entry & 3) - 1)),
     listed.value
    FROM listed
 UNION ALL
  SELECT (((reading_values.codes)[(present.at + 1)] & (~ 3)) | (present.kind - 1)),
     (reading_values."values")[present.place] AS "values"
    FROM ( SELECT mapped.at,
             mapped.kind,
             row_number() OVER (ORDER BY mapped.at) AS place
            FROM mapped
           WHERE (mapped.kind <> 0)) present;
END
;
CREATE OR REPLACE FUNCTION public.record_changes(tenants integer[], kinds text[], keys bigint[])
 RETURNS bigint
 LANGUAGE plpgsql
AS $function$
DECLARE
    last_seq bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('pulse.change'));
    WITH recorded AS (
        INSERT INTO change (tenant_key, kind, key)
        SELECT tenant_key, kind, key FROM unnest(tenants, kinds, keys) WITH ORDINALITY AS c (tenant_key, kind, key, nr)
         ORDER BY nr
        RETURNING seq)
    SELECT max(seq) INTO last_seq FROM recorded;
    PERFORM pg_notify('pulse_change', last_seq::text);
    RETURN last_seq;
END $function$
;
CREATE OR REPLACE FUNCTION public.refuse_other_positions()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION 'metric set %: positions are only appended', OLD.metric_set_key USING ERRCODE = 'check_violation';
END $function$
;
CREATE OR REPLACE FUNCTION public.status_reason(registered text, heard text, offline_at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (registered = 'REVOKED'::text) THEN 'revoked'::text WHEN (heard IS NULL) THEN 'never_seen'::text WHEN (heard = 'ONLINE'::text) THEN NULL::text WHEN (offline_at IS NOT NULL) THEN 'offline'::text ELSE 'silent'::text END
;
CREATE OR REPLACE FUNCTION public.subtract_quarantine_usage()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM 1 FROM quarantine_usage WHERE tenant_key IN (SELECT tenant_key FROM old_rows) ORDER BY tenant_key
        FOR NO KEY UPDATE;
    UPDATE quarantine_usage AS u
       SET kept = u.kept - gone.kept, bytes = u.bytes - gone.bytes
      FROM (SELECT tenant_key, count(*) AS kept, sum(size) AS bytes FROM old_rows GROUP BY tenant_key) AS gone
     WHERE u.tenant_key = gone.tenant_key;
    RETURN NULL;
END $function$
;
CREATE OR REPLACE PROCEDURE public.watch_versions(IN table_name text, IN version_name text)
 LANGUAGE plpgsql
AS $procedure$
BEGIN
    EXECUTE format('CREATE TRIGGER bump_on_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows '
                   'FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version(%L)', table_name, version_name);
    EXECUTE format('CREATE TRIGGER bump_on_update AFTER UPDATE ON %I REFERENCING NEW TABLE AS new_rows OLD TABLE '
                   'AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version(%L)',
                   table_name, version_name);
    EXECUTE format('CREATE TRIGGER bump_on_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows '
                   'FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version(%L)', table_name, version_name);
END $procedure$
;

-- Views

CREATE VIEW reading_value WITH (security_invoker=true) AS
 SELECT r.tenant_key,
    r.device_key,
    r.ts,
    r.received_at,
    r.is_late,
    m.name AS metric,
    v.value
   FROM (((reading r
     JOIN metric_set s ON ((s.metric_set_key = r.metric_set)))
     CROSS JOIN LATERAL reading_values(s.codes, r.layout, r."values") v(code, value))
     JOIN metric m ON ((m.metric_key = (v.code >> 2))));

-- Constraints

ALTER TABLE alert ADD CONSTRAINT alert_tenant_key_alert_id_key UNIQUE (tenant_key, alert_id);
ALTER TABLE alert ADD CONSTRAINT alert_pkey PRIMARY KEY (alert_id);
ALTER TABLE alert ADD CONSTRAINT alert_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE alert ADD CONSTRAINT alert_alert_type_check CHECK ((alert_type = ANY (ARRAY['THRESHOLD'::text, 'NO_HEARTBEAT'::text, 'METRIC_SILENT'::text])));
ALTER TABLE alert ADD CONSTRAINT alert_severity_check CHECK (((severity >= 1) AND (severity <= 5)));
ALTER TABLE alert ADD CONSTRAINT alert_shelf_is_whole CHECK (
CASE
    WHEN (shelved_until IS NULL) THEN ((shelve_reason IS NULL) AND (shelved_by IS NULL) AND (NOT shelve_is_one_shot))
    ELSE ((shelve_reason IS NOT NULL) AND (shelve_reason <> ''::text) AND (shelved_by IS NOT NULL) AND (shelved_by <> ''::text))
END);
ALTER TABLE alert_announcement ADD CONSTRAINT alert_announcement_pkey PRIMARY KEY (alert_id, route_key);
ALTER TABLE alert_rule ADD CONSTRAINT alert_rule_tenant_key_rule_id_key UNIQUE (tenant_key, rule_id);
ALTER TABLE alert_rule ADD CONSTRAINT alert_rule_pkey PRIMARY KEY (rule_key);
ALTER TABLE alert_rule ADD CONSTRAINT alert_rule_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE alert_rule ADD CONSTRAINT alert_rule_check CHECK (((clear_value IS NULL) OR ((operator = ANY (ARRAY['GT'::text, 'GTE'::text])) AND (clear_value <= threshold)) OR ((operator = ANY (ARRAY['LT'::text, 'LTE'::text])) AND (clear_value >= threshold))));
ALTER TABLE alert_rule ADD CONSTRAINT alert_rule_condition_check CHECK (
CASE condition
    WHEN 'THRESHOLD'::text THEN ((num_nulls(metric_name, operator, threshold) = 0) AND (silent_seconds = 0) AND (grace_seconds = 0))
    WHEN 'METRIC_SILENT'::text THEN ((metric_name IS NOT NULL) AND (num_nonnulls(operator, threshold, clear_value) = 0) AND (for_seconds = 0) AND (silent_seconds > 0))
    WHEN 'DEVICE_SILENT'::text THEN ((num_nonnulls(metric_name, operator, threshold, clear_value) = 0) AND (for_seconds = 0) AND (silent_seconds > 0))
    ELSE false
END);
ALTER TABLE alert_rule ADD CONSTRAINT alert_rule_for_seconds_check CHECK (((for_seconds >= 0) AND (for_seconds <= 604800)));
ALTER TABLE alert_rule ADD CONSTRAINT alert_rule_grace_seconds_check CHECK (((grace_seconds >= 0) AND (grace_seconds <= 604800)));
ALTER TABLE alert_rule ADD CONSTRAINT alert_rule_operator_check CHECK ((operator = ANY (ARRAY['GT'::text, 'LT'::text, 'GTE'::text, 'LTE'::text])));
ALTER TABLE alert_rule ADD CONSTRAINT alert_rule_severity_check CHECK (((severity >= 1) AND (severity <= 5)));
ALTER TABLE alert_rule ADD CONSTRAINT alert_rule_silent_seconds_check CHECK (((silent_seconds >= 0) AND (silent_seconds <= 604800)));
ALTER TABLE alert_transition ADD CONSTRAINT alert_transition_pkey PRIMARY KEY (transition_id);
ALTER TABLE alert_transition ADD CONSTRAINT alert_transition_alert_fkey FOREIGN KEY (tenant_key, alert_id) REFERENCES alert(tenant_key, alert_id) ON DELETE CASCADE;
ALTER TABLE alert_transition ADD CONSTRAINT alert_transition_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE alert_transition ADD CONSTRAINT alert_transition_event_check CHECK ((event = ANY (ARRAY['OPENED'::text, 'CLEARED'::text, 'ACKNOWLEDGED'::text, 'UNACKNOWLEDGED'::text, 'SHELVED'::text, 'UNSHELVED'::text, 'COMMENTED'::text])));
ALTER TABLE alert_transition ADD CONSTRAINT alert_transition_says_who_and_why CHECK (((actor <> ''::text) AND (reason <> ''::text)));
ALTER TABLE app_settings ADD CONSTRAINT app_settings_tenant_key_key_key UNIQUE NULLS NOT DISTINCT (tenant_key, key);
ALTER TABLE app_settings ADD CONSTRAINT app_settings_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE auth_session ADD CONSTRAINT auth_session_pkey PRIMARY KEY (session_id);
ALTER TABLE auth_session ADD CONSTRAINT auth_session_user_key_fkey FOREIGN KEY (user_key) REFERENCES user_account(user_key) ON DELETE CASCADE;
ALTER TABLE auth_session ADD CONSTRAINT auth_session_address_check CHECK ((char_length(address) <= 64));
ALTER TABLE auth_session ADD CONSTRAINT auth_session_check CHECK (((ended_at IS NULL) = (end_reason IS NULL)));
ALTER TABLE auth_session ADD CONSTRAINT auth_session_end_reason_check CHECK ((end_reason = ANY (ARRAY['signed_out'::text, 'ended'::text, 'password_changed'::text, 'disabled'::text, 'removed'::text, 'role_changed'::text, 'tenant_suspended'::text, 'token_reused'::text])));
ALTER TABLE auth_session ADD CONSTRAINT auth_session_user_agent_check CHECK ((char_length(user_agent) <= 256));
ALTER TABLE broker_session ADD CONSTRAINT broker_session_pkey PRIMARY KEY (client_id);
ALTER TABLE change ADD CONSTRAINT change_pkey PRIMARY KEY (seq);
ALTER TABLE change ADD CONSTRAINT change_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE change ADD CONSTRAINT change_kind_check CHECK ((kind = ANY (ARRAY['alert'::text, 'device'::text, 'job'::text, 'config'::text, 'system'::text, 'session'::text])));
ALTER TABLE delivery_attempt ADD CONSTRAINT delivery_attempt_pkey PRIMARY KEY (attempt_id);
ALTER TABLE delivery_attempt ADD CONSTRAINT delivery_attempt_job_fkey FOREIGN KEY (tenant_key, job_id) REFERENCES delivery_job(tenant_key, job_id) ON DELETE CASCADE;
ALTER TABLE delivery_attempt ADD CONSTRAINT delivery_attempt_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE delivery_job ADD CONSTRAINT delivery_job_tenant_key_job_id_key UNIQUE (tenant_key, job_id);
ALTER TABLE delivery_job ADD CONSTRAINT delivery_job_transition_id_route_key_key UNIQUE (transition_id, route_key);
ALTER TABLE delivery_job ADD CONSTRAINT delivery_job_pkey PRIMARY KEY (job_id);
ALTER TABLE delivery_job ADD CONSTRAINT delivery_job_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE delivery_job ADD CONSTRAINT delivery_job_deliver_on_event_check CHECK ((deliver_on_event = ANY (ARRAY['OPEN'::text, 'CLOSED'::text, 'ACKNOWLEDGED'::text])));
ALTER TABLE delivery_job ADD CONSTRAINT delivery_job_status_check CHECK ((status = ANY (ARRAY['PENDING'::text, 'PROCESSING'::text, 'COMPLETED'::text, 'FAILED'::text])));
ALTER TABLE device ADD CONSTRAINT device_tenant_key_device_id_key UNIQUE (tenant_key, device_id);
ALTER TABLE device ADD CONSTRAINT device_tenant_key_device_key_key UNIQUE (tenant_key, device_key);
ALTER TABLE device ADD CONSTRAINT device_pkey PRIMARY KEY (device_key);
ALTER TABLE device ADD CONSTRAINT device_site_fkey FOREIGN KEY (tenant_key, site_key) REFERENCES site(tenant_key, site_key);
ALTER TABLE device ADD CONSTRAINT device_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE device ADD CONSTRAINT device_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'REVOKED'::text])));
ALTER TABLE device ADD CONSTRAINT device_token_hash_check CHECK ((octet_length(token_hash) = 32));
ALTER TABLE device_profile ADD CONSTRAINT device_profile_pkey PRIMARY KEY (device_key);
ALTER TABLE device_profile ADD CONSTRAINT device_profile_tenant_key_device_key_fkey FOREIGN KEY (tenant_key, device_key) REFERENCES device(tenant_key, device_key) ON DELETE CASCADE;
ALTER TABLE device_profile ADD CONSTRAINT device_profile_labels_check CHECK ((jsonb_typeof(labels) = 'object'::text));
ALTER TABLE device_refusal ADD CONSTRAINT device_refusal_pkey PRIMARY KEY (device_key, reason, is_proven);
ALTER TABLE device_refusal ADD CONSTRAINT device_refusal_device_fkey FOREIGN KEY (tenant_key, device_key) REFERENCES device(tenant_key, device_key);
ALTER TABLE device_refusal ADD CONSTRAINT device_refusal_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE device_state ADD CONSTRAINT device_state_pkey PRIMARY KEY (device_key);
ALTER TABLE device_state ADD CONSTRAINT device_state_status_check CHECK ((status = ANY (ARRAY['ONLINE'::text, 'STALE'::text])));
ALTER TABLE integration ADD CONSTRAINT integration_tenant_key_integration_id_key UNIQUE (tenant_key, integration_id);
ALTER TABLE integration ADD CONSTRAINT integration_tenant_key_integration_key_key UNIQUE (tenant_key, integration_key);
ALTER TABLE integration ADD CONSTRAINT integration_pkey PRIMARY KEY (integration_key);
ALTER TABLE integration ADD CONSTRAINT integration_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE integration ADD CONSTRAINT integration_type_check CHECK ((type = ANY (ARRAY['webhook'::text, 'snmp'::text, 'email'::text, 'mqtt'::text])));
ALTER TABLE integration_health ADD CONSTRAINT integration_health_pkey PRIMARY KEY (integration_key);
ALTER TABLE integration_health ADD CONSTRAINT integration_health_integration_fkey FOREIGN KEY (tenant_key, integration_key) REFERENCES integration(tenant_key, integration_key) ON DELETE CASCADE;
ALTER TABLE integration_health ADD CONSTRAINT integration_health_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE integration_route ADD CONSTRAINT integration_route_tenant_key_route_id_key UNIQUE (tenant_key, route_id);
ALTER TABLE integration_route ADD CONSTRAINT integration_route_pkey PRIMARY KEY (route_key);
ALTER TABLE integration_route ADD CONSTRAINT integration_route_integration_fkey FOREIGN KEY (tenant_key, integration_key) REFERENCES integration(tenant_key, integration_key) ON DELETE CASCADE;
ALTER TABLE integration_route ADD CONSTRAINT integration_route_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE integration_route ADD CONSTRAINT integration_route_deliver_on_check CHECK ((deliver_on <@ ARRAY['OPEN'::text, 'CLOSED'::text, 'ACKNOWLEDGED'::text]));
ALTER TABLE integration_route ADD CONSTRAINT integration_route_min_severity_check CHECK (((min_severity >= 1) AND (min_severity <= 5)));
ALTER TABLE judgement_owed ADD CONSTRAINT judgement_owed_pkey PRIMARY KEY (device_key);
ALTER TABLE login_network ADD CONSTRAINT login_network_pkey PRIMARY KEY (user_key, network);
ALTER TABLE login_network ADD CONSTRAINT login_network_user_key_fkey FOREIGN KEY (user_key) REFERENCES user_account(user_key) ON DELETE CASCADE;
ALTER TABLE login_network ADD CONSTRAINT login_network_network_check CHECK ((masklen((network)::inet) =
CASE family((network)::inet)
    WHEN 4 THEN 24
    ELSE 48
END));
ALTER TABLE metric ADD CONSTRAINT metric_tenant_key_name_key UNIQUE (tenant_key, name);
ALTER TABLE metric ADD CONSTRAINT metric_pkey PRIMARY KEY (metric_key);
ALTER TABLE metric ADD CONSTRAINT metric_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE metric ADD CONSTRAINT metric_name_check CHECK (((octet_length(name) >= 1) AND (octet_length(name) <= 128)));
ALTER TABLE metric_set ADD CONSTRAINT metric_set_pkey PRIMARY KEY (metric_set_key);
ALTER TABLE metric_set ADD CONSTRAINT metric_set_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE operator_audit_log ADD CONSTRAINT operator_audit_log_pkey PRIMARY KEY (id);
ALTER TABLE quarantine_counter ADD CONSTRAINT quarantine_counter_bucket_minute_tenant_key_reason_key UNIQUE NULLS NOT DISTINCT (bucket_minute, tenant_key, reason);
ALTER TABLE quarantine_counter ADD CONSTRAINT quarantine_counter_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE quarantine_event ADD CONSTRAINT quarantine_event_pkey PRIMARY KEY (tenant_key, event_id);
ALTER TABLE quarantine_event ADD CONSTRAINT quarantine_event_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE quarantine_usage ADD CONSTRAINT quarantine_usage_pkey PRIMARY KEY (tenant_key);
ALTER TABLE quarantine_usage ADD CONSTRAINT quarantine_usage_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE reading ADD CONSTRAINT reading_device_key_ts_kind_payload_hash_key UNIQUE (device_key, ts, kind, payload_hash);
ALTER TABLE refresh_session ADD CONSTRAINT refresh_session_pkey PRIMARY KEY (token_hash);
ALTER TABLE refresh_session ADD CONSTRAINT refresh_session_family_fkey FOREIGN KEY (family) REFERENCES auth_session(session_id) ON DELETE CASCADE;
ALTER TABLE refresh_session ADD CONSTRAINT refresh_session_user_key_fkey FOREIGN KEY (user_key) REFERENCES user_account(user_key) ON DELETE CASCADE;
ALTER TABLE refresh_session ADD CONSTRAINT refresh_session_token_hash_check CHECK ((octet_length(token_hash) = 32));
ALTER TABLE revocation ADD CONSTRAINT revocation_pkey PRIMARY KEY (revocation_key);
ALTER TABLE revocation ADD CONSTRAINT revocation_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE revocation ADD CONSTRAINT revocation_check CHECK ((num_nonnulls(session_id, subject, tenant_key) = 1));
ALTER TABLE revocation ADD CONSTRAINT revocation_check1 CHECK (((issuer IS NULL) = (subject IS NULL)));
ALTER TABLE revocation ADD CONSTRAINT revocation_check2 CHECK (((issued_before IS NULL) = (session_id IS NOT NULL)));
ALTER TABLE rule_pending ADD CONSTRAINT rule_pending_pkey PRIMARY KEY (device_key, rule_key);
ALTER TABLE schema_migration ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (version);
ALTER TABLE signing_key ADD CONSTRAINT signing_key_pkey PRIMARY KEY (key_id);
ALTER TABLE signing_key ADD CONSTRAINT signing_key_algorithm_check CHECK ((algorithm = 'ES256'::text));
ALTER TABLE site ADD CONSTRAINT site_tenant_key_site_id_key UNIQUE (tenant_key, site_id);
ALTER TABLE site ADD CONSTRAINT site_tenant_key_site_key_key UNIQUE (tenant_key, site_key);
ALTER TABLE site ADD CONSTRAINT site_pkey PRIMARY KEY (site_key);
ALTER TABLE site ADD CONSTRAINT site_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE snmp_engine ADD CONSTRAINT snmp_engine_pkey PRIMARY KEY (is_only);
ALTER TABLE snmp_engine ADD CONSTRAINT snmp_engine_boots_check CHECK ((boots >= 0));
ALTER TABLE snmp_engine ADD CONSTRAINT snmp_engine_is_only_check CHECK (is_only);
ALTER TABLE system_alert ADD CONSTRAINT system_alert_pkey PRIMARY KEY (system_alert_key);
ALTER TABLE system_alert ADD CONSTRAINT system_alert_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE system_alert ADD CONSTRAINT system_alert_kind_check CHECK ((kind ~ '^[A-Z][A-Z_]*$'::text));
ALTER TABLE system_alert ADD CONSTRAINT system_alert_severity_check CHECK (((severity >= 1) AND (severity <= 5)));
ALTER TABLE tenant ADD CONSTRAINT tenant_tenant_id_key UNIQUE (tenant_id);
ALTER TABLE tenant ADD CONSTRAINT tenant_pkey PRIMARY KEY (tenant_key);
ALTER TABLE tenant ADD CONSTRAINT tenant_status_check CHECK ((status = ANY (ARRAY['ACTIVE'::text, 'SUSPENDED'::text])));
ALTER TABLE tenant_test_delivery ADD CONSTRAINT tenant_test_delivery_pkey PRIMARY KEY (tenant_key);
ALTER TABLE tenant_test_delivery ADD CONSTRAINT tenant_test_delivery_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE test_delivery ADD CONSTRAINT test_delivery_pkey PRIMARY KEY (integration_key);
ALTER TABLE test_delivery ADD CONSTRAINT test_delivery_integration_fkey FOREIGN KEY (tenant_key, integration_key) REFERENCES integration(tenant_key, integration_key) ON DELETE CASCADE;
ALTER TABLE test_delivery ADD CONSTRAINT test_delivery_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE user_account ADD CONSTRAINT user_account_login_key UNIQUE (login);
ALTER TABLE user_account ADD CONSTRAINT user_account_user_id_key UNIQUE (user_id);
ALTER TABLE user_account ADD CONSTRAINT user_account_pkey PRIMARY KEY (user_key);
ALTER TABLE user_account ADD CONSTRAINT user_account_tenant_key_fkey FOREIGN KEY (tenant_key) REFERENCES tenant(tenant_key);
ALTER TABLE user_account ADD CONSTRAINT user_account_check CHECK (((tenant_key IS NOT NULL) = (role = ANY (ARRAY['customer_viewer'::text, 'customer_admin'::text]))));
ALTER TABLE user_account ADD CONSTRAINT user_account_login_check CHECK (((octet_length(login) >= 1) AND (octet_length(login) <= 128)));
ALTER TABLE user_account ADD CONSTRAINT user_account_role_check CHECK ((role = ANY (ARRAY['customer_viewer'::text, 'customer_admin'::text, 'operator'::text, 'operator_admin'::text])));

-- Indexes

CREATE INDEX alert_announcement_given_up ON public.alert_announcement USING btree (given_up_at) WHERE (given_up_at IS NOT NULL);
CREATE INDEX alert_announcement_of_route ON public.alert_announcement USING btree (route_key);
CREATE INDEX alert_of_device ON public.alert USING btree (device_key, alert_id DESC);
CREATE INDEX alert_shelf_end ON public.alert USING btree (shelved_until) WHERE (shelved_until IS NOT NULL);
CREATE INDEX alert_transition_of_alert ON public.alert_transition USING btree (alert_id, transition_id);
CREATE INDEX auth_session_end ON public.auth_session USING btree (ends_at);
CREATE INDEX auth_session_user ON public.auth_session USING btree (user_key, made_at DESC);
CREATE INDEX change_at ON public.change USING btree (at);
CREATE INDEX delivery_attempt_newest ON public.delivery_attempt USING btree (tenant_key, finished_at DESC);
CREATE INDEX delivery_attempt_of_job ON public.delivery_attempt USING btree (job_id, attempt_no);
CREATE INDEX delivery_job_dead ON public.delivery_job USING btree (tenant_key, job_id DESC) WHERE (status = 'FAILED'::text);
CREATE INDEX delivery_job_due ON public.delivery_job USING btree (next_run_at) WHERE (status = 'PENDING'::text);
CREATE INDEX delivery_job_leased ON public.delivery_job USING btree (lease_until) WHERE (status = 'PROCESSING'::text);
CREATE INDEX delivery_job_of_alert ON public.delivery_job USING btree (alert_id, route_key);
CREATE INDEX delivery_job_of_integration ON public.delivery_job USING btree (integration_key, next_run_at, job_id) WHERE (status = 'PENDING'::text);
CREATE INDEX device_profile_labels ON public.device_profile USING gin (labels jsonb_path_ops);
CREATE INDEX device_refusal_day ON public.device_refusal USING btree (last_day);
CREATE INDEX integration_health_since ON public.integration_health USING btree (failing_since);
CREATE INDEX judgement_owed_of_tenant ON public.judgement_owed USING btree (tenant_key);
CREATE INDEX login_network_last ON public.login_network USING btree (last_at);
CREATE INDEX metric_set_tenant ON public.metric_set USING btree (tenant_key);
CREATE INDEX operator_audit_log_newest ON public.operator_audit_log USING btree (created_at DESC);
CREATE INDEX operator_audit_log_user ON public.operator_audit_log USING btree (user_id, created_at DESC);
CREATE INDEX quarantine_event_newest ON public.quarantine_event USING btree (ingested_at DESC);
CREATE INDEX refresh_session_expiry ON public.refresh_session USING btree (expires_at);
CREATE INDEX refresh_session_family ON public.refresh_session USING btree (family);
CREATE INDEX revocation_until ON public.revocation USING btree (until);
CREATE INDEX rule_pending_of_tenant ON public.rule_pending USING btree (tenant_key);
CREATE INDEX system_alert_newest ON public.system_alert USING btree (kind, system_alert_key DESC);
CREATE UNIQUE INDEX alert_one_active ON public.alert USING btree (tenant_key, fingerprint) WHERE (cleared_at IS NULL);
CREATE UNIQUE INDEX alert_one_shelf ON public.alert USING btree (tenant_key, fingerprint) WHERE (shelved_until IS NOT NULL);
CREATE UNIQUE INDEX signing_key_one_active ON public.signing_key USING btree ((true)) WHERE (retired_at IS NULL);
CREATE UNIQUE INDEX system_alert_open ON public.system_alert USING btree (tenant_key, kind, subject) NULLS NOT DISTINCT WHERE (cleared_at IS NULL);

-- Triggers

CREATE TRIGGER bump_on_delete AFTER DELETE ON public.alert_rule REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER bump_on_insert AFTER INSERT ON public.alert_rule REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER bump_on_update AFTER UPDATE ON public.alert_rule REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER bump_on_delete AFTER DELETE ON public.app_settings REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER bump_on_insert AFTER INSERT ON public.app_settings REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER bump_on_update AFTER UPDATE ON public.app_settings REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER bump_on_delete AFTER DELETE ON public.device REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('registry');
CREATE TRIGGER bump_on_insert AFTER INSERT ON public.device REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('registry');
CREATE TRIGGER bump_on_update AFTER UPDATE ON public.device REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('registry');
CREATE TRIGGER bump_on_delete AFTER DELETE ON public.integration REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER bump_on_insert AFTER INSERT ON public.integration REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER bump_on_update AFTER UPDATE ON public.integration REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER bump_on_delete AFTER DELETE ON public.integration_route REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER bump_on_insert AFTER INSERT ON public.integration_route REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER bump_on_update AFTER UPDATE ON public.integration_route REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('config');
CREATE TRIGGER forget_announcements AFTER DELETE ON public.integration_route REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION forget_announcements();
CREATE TRIGGER metric_set_only_grows BEFORE UPDATE ON public.metric_set FOR EACH ROW WHEN ((new.codes[1:cardinality(old.codes)] IS DISTINCT FROM old.codes)) EXECUTE FUNCTION refuse_other_positions();
CREATE TRIGGER usage_on_delete AFTER DELETE ON public.quarantine_event REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION subtract_quarantine_usage();
CREATE TRIGGER usage_on_insert AFTER INSERT ON public.quarantine_event REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION add_quarantine_usage();
CREATE TRIGGER usage_on_truncate AFTER TRUNCATE ON public.quarantine_event FOR EACH STATEMENT EXECUTE FUNCTION clear_quarantine_usage();
CREATE TRIGGER bump_on_delete AFTER DELETE ON public.site REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('registry');
CREATE TRIGGER bump_on_insert AFTER INSERT ON public.site REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('registry');
CREATE TRIGGER bump_on_update AFTER UPDATE ON public.site REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION bump_tenant_version('registry');

-- Row security

ALTER TABLE alert ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert FORCE ROW LEVEL SECURITY;
ALTER TABLE alert_announcement ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert_announcement FORCE ROW LEVEL SECURITY;
ALTER TABLE alert_rule ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert_rule FORCE ROW LEVEL SECURITY;
ALTER TABLE alert_transition ENABLE ROW LEVEL SECURITY;
ALTER TABLE alert_transition FORCE ROW LEVEL SECURITY;
ALTER TABLE app_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE app_settings FORCE ROW LEVEL SECURITY;
ALTER TABLE auth_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE auth_session FORCE ROW LEVEL SECURITY;
ALTER TABLE broker_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE broker_session FORCE ROW LEVEL SECURITY;
ALTER TABLE change ENABLE ROW LEVEL SECURITY;
ALTER TABLE change FORCE ROW LEVEL SECURITY;
ALTER TABLE delivery_attempt ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_attempt FORCE ROW LEVEL SECURITY;
ALTER TABLE delivery_job ENABLE ROW LEVEL SECURITY;
ALTER TABLE delivery_job FORCE ROW LEVEL SECURITY;
ALTER TABLE device ENABLE ROW LEVEL SECURITY;
ALTER TABLE device FORCE ROW LEVEL SECURITY;
ALTER TABLE device_profile ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_profile FORCE ROW LEVEL SECURITY;
ALTER TABLE device_refusal ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_refusal FORCE ROW LEVEL SECURITY;
ALTER TABLE device_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE device_state FORCE ROW LEVEL SECURITY;
ALTER TABLE integration ENABLE ROW LEVEL SECURITY;
ALTER TABLE integration FORCE ROW LEVEL SECURITY;
ALTER TABLE integration_health ENABLE ROW LEVEL SECURITY;
ALTER TABLE integration_health FORCE ROW LEVEL SECURITY;
ALTER TABLE integration_route ENABLE ROW LEVEL SECURITY;
ALTER TABLE integration_route FORCE ROW LEVEL SECURITY;
ALTER TABLE judgement_owed ENABLE ROW LEVEL SECURITY;
ALTER TABLE judgement_owed FORCE ROW LEVEL SECURITY;
ALTER TABLE login_network ENABLE ROW LEVEL SECURITY;
ALTER TABLE login_network FORCE ROW LEVEL SECURITY;
ALTER TABLE metric ENABLE ROW LEVEL SECURITY;
ALTER TABLE metric FORCE ROW LEVEL SECURITY;
ALTER TABLE metric_set ENABLE ROW LEVEL SECURITY;
ALTER TABLE metric_set FORCE ROW LEVEL SECURITY;
ALTER TABLE quarantine_counter ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine_counter FORCE ROW LEVEL SECURITY;
ALTER TABLE quarantine_event ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine_event FORCE ROW LEVEL SECURITY;
ALTER TABLE quarantine_usage ENABLE ROW LEVEL SECURITY;
ALTER TABLE quarantine_usage FORCE ROW LEVEL SECURITY;
ALTER TABLE reading ENABLE ROW LEVEL SECURITY;
ALTER TABLE reading FORCE ROW LEVEL SECURITY;
ALTER TABLE revocation ENABLE ROW LEVEL SECURITY;
ALTER TABLE revocation FORCE ROW LEVEL SECURITY;
ALTER TABLE rule_pending ENABLE ROW LEVEL SECURITY;
ALTER TABLE rule_pending FORCE ROW LEVEL SECURITY;
ALTER TABLE site ENABLE ROW LEVEL SECURITY;
ALTER TABLE site FORCE ROW LEVEL SECURITY;
ALTER TABLE snmp_engine ENABLE ROW LEVEL SECURITY;
ALTER TABLE snmp_engine FORCE ROW LEVEL SECURITY;
ALTER TABLE system_alert ENABLE ROW LEVEL SECURITY;
ALTER TABLE system_alert FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant FORCE ROW LEVEL SECURITY;
ALTER TABLE tenant_test_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_test_delivery FORCE ROW LEVEL SECURITY;
ALTER TABLE test_delivery ENABLE ROW LEVEL SECURITY;
ALTER TABLE test_delivery FORCE ROW LEVEL SECURITY;
ALTER TABLE user_account ENABLE ROW LEVEL SECURITY;
ALTER TABLE user_account FORCE ROW LEVEL SECURITY;

-- Policies

CREATE POLICY alert_ingest ON alert AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY alert_operator ON alert AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY alert_own ON alert AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY alert_announcement_ingest ON alert_announcement AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY alert_announcement_operator ON alert_announcement AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY alert_announcement_own ON alert_announcement AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY alert_rule_ingest ON alert_rule AS PERMISSIVE FOR SELECT TO pulse_ingest USING true;
CREATE POLICY alert_rule_operator ON alert_rule AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY alert_rule_own ON alert_rule AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY alert_transition_ingest ON alert_transition AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY alert_transition_operator ON alert_transition AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY alert_transition_own ON alert_transition AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY settings_bounds ON app_settings AS PERMISSIVE FOR SELECT TO pulse_app USING ((tenant_key IS NULL) AND (key ~~ '%\_MAX'::text));
CREATE POLICY settings_ingest ON app_settings AS PERMISSIVE FOR SELECT TO pulse_ingest USING true;
CREATE POLICY settings_operator ON app_settings AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY settings_own ON app_settings AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY auth_session_auth ON auth_session AS PERMISSIVE FOR ALL TO pulse_auth USING true WITH CHECK true;
CREATE POLICY auth_session_ingest ON auth_session AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK false;
CREATE POLICY auth_session_operator ON auth_session AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY broker_session_ingest ON broker_session AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY change_auth ON change AS PERMISSIVE FOR ALL TO pulse_auth USING (kind = 'session'::text) WITH CHECK (kind = 'session'::text);
CREATE POLICY change_ingest ON change AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY change_operator ON change AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY change_own ON change AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY delivery_attempt_ingest ON delivery_attempt AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY delivery_attempt_operator ON delivery_attempt AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY delivery_attempt_own ON delivery_attempt AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY delivery_job_ingest ON delivery_job AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY delivery_job_of_own_transition ON delivery_job AS RESTRICTIVE FOR INSERT TO pulse_app WITH CHECK (EXISTS ( SELECT
   FROM alert_transition t
  WHERE ((t.transition_id = delivery_job.transition_id) AND (t.alert_id = delivery_job.alert_id))));
CREATE POLICY delivery_job_operator ON delivery_job AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY delivery_job_own ON delivery_job AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY device_ingest ON device AS PERMISSIVE FOR SELECT TO pulse_ingest USING true;
CREATE POLICY device_operator ON device AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY device_own ON device AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY device_profile_ingest ON device_profile AS PERMISSIVE FOR SELECT TO pulse_ingest USING true;
CREATE POLICY device_profile_operator ON device_profile AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY device_profile_own ON device_profile AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY device_refusal_ingest ON device_refusal AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY device_refusal_operator ON device_refusal AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY device_refusal_own ON device_refusal AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY device_state_ingest ON device_state AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY device_state_operator ON device_state AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY device_state_own ON device_state AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY integration_ingest ON integration AS PERMISSIVE FOR SELECT TO pulse_ingest USING true;
CREATE POLICY integration_ingest_disable ON integration AS PERMISSIVE FOR UPDATE TO pulse_ingest USING true WITH CHECK (NOT enabled);
CREATE POLICY integration_operator ON integration AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY integration_own ON integration AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY integration_health_ingest ON integration_health AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY integration_health_operator ON integration_health AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY integration_health_own ON integration_health AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY integration_route_ingest ON integration_route AS PERMISSIVE FOR SELECT TO pulse_ingest USING true;
CREATE POLICY integration_route_operator ON integration_route AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY integration_route_own ON integration_route AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY judgement_owed_ingest ON judgement_owed AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY judgement_owed_own ON judgement_owed AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY login_network_auth ON login_network AS PERMISSIVE FOR ALL TO pulse_auth USING true WITH CHECK true;
CREATE POLICY login_network_ingest ON login_network AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK false;
CREATE POLICY metric_ingest ON metric AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY metric_operator ON metric AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY metric_own ON metric AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY metric_set_ingest ON metric_set AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY metric_set_operator ON metric_set AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY metric_set_own ON metric_set AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY quarantine_counter_ingest ON quarantine_counter AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY quarantine_counter_operator ON quarantine_counter AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY quarantine_counter_own ON quarantine_counter AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY quarantine_event_ingest ON quarantine_event AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY quarantine_event_operator ON quarantine_event AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY quarantine_event_own ON quarantine_event AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY quarantine_event_reseal ON quarantine_event AS PERMISSIVE FOR UPDATE TO pulse_operator USING true WITH CHECK true;
CREATE POLICY quarantine_usage_ingest ON quarantine_usage AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY quarantine_usage_operator ON quarantine_usage AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY quarantine_usage_own ON quarantine_usage AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY reading_ingest ON reading AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY reading_operator ON reading AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY reading_own ON reading AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY revocation_auth ON revocation AS PERMISSIVE FOR ALL TO pulse_auth USING true WITH CHECK true;
CREATE POLICY revocation_ingest ON revocation AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK false;
CREATE POLICY revocation_operator ON revocation AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY revocation_own ON revocation AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY rule_pending_ingest ON rule_pending AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY rule_pending_operator ON rule_pending AS PERMISSIVE FOR SELECT TO pulse_operator USING true;
CREATE POLICY rule_pending_own ON rule_pending AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY site_ingest ON site AS PERMISSIVE FOR SELECT TO pulse_ingest USING true;
CREATE POLICY site_operator ON site AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY site_own ON site AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY snmp_engine_ingest ON snmp_engine AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY system_alert_ingest ON system_alert AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY system_alert_operator ON system_alert AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY system_alert_own ON system_alert AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY tenant_auth ON tenant AS PERMISSIVE FOR ALL TO pulse_auth USING true WITH CHECK false;
CREATE POLICY tenant_ingest ON tenant AS PERMISSIVE FOR ALL TO pulse_ingest USING true WITH CHECK true;
CREATE POLICY tenant_operator ON tenant AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY tenant_own ON tenant AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY tenant_test_delivery_own ON tenant_test_delivery AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY test_delivery_own ON test_delivery AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY user_account_auth ON user_account AS PERMISSIVE FOR SELECT TO pulse_auth USING true;
CREATE POLICY user_account_operator ON user_account AS PERMISSIVE FOR ALL TO pulse_operator USING true WITH CHECK true;
CREATE POLICY user_account_own ON user_account AS PERMISSIVE FOR ALL TO pulse_app USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY user_account_password ON user_account AS PERMISSIVE FOR UPDATE TO pulse_auth USING true WITH CHECK true;

-- Grants

GRANT EXECUTE ON FUNCTION add_quarantine_usage() TO PUBLIC;
GRANT EXECUTE ON FUNCTION bump_tenant_version() TO PUBLIC;
GRANT EXECUTE ON FUNCTION clear_quarantine_usage() TO PUBLIC;
GRANT EXECUTE ON FUNCTION current_tenant_key() TO PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_reading_partition(timestamp with time zone) TO pulse_ingest;
GRANT EXECUTE ON FUNCTION forget_announcements() TO PUBLIC;
GRANT EXECUTE ON FUNCTION metrics_json(integer[],bytea,double precision[]) TO PUBLIC;
GRANT EXECUTE ON FUNCTION metrics_json(integer[],double precision[]) TO PUBLIC;
GRANT EXECUTE ON FUNCTION reading_values(integer[],bytea,double precision[]) TO PUBLIC;
GRANT EXECUTE ON FUNCTION record_changes(integer[],text[],bigint[]) TO PUBLIC;
GRANT EXECUTE ON FUNCTION refuse_other_positions() TO PUBLIC;
GRANT EXECUTE ON FUNCTION status_reason(text,text,timestamp with time zone) TO PUBLIC;
GRANT EXECUTE ON FUNCTION subtract_quarantine_usage() TO PUBLIC;
GRANT EXECUTE ON FUNCTION watch_versions(text,text) TO PUBLIC;
GRANT USAGE ON SEQUENCE alert_ids TO pulse_app;
GRANT USAGE ON SEQUENCE alert_ids TO pulse_ingest;
GRANT USAGE ON SEQUENCE job_ids TO pulse_app;
GRANT USAGE ON SEQUENCE job_ids TO pulse_ingest;
GRANT USAGE ON SEQUENCE transition_ids TO pulse_app;
GRANT USAGE ON SEQUENCE transition_ids TO pulse_ingest;
GRANT SELECT, UPDATE (acknowledged_at, acknowledged_by, shelved_until, shelve_reason, updated_at, shelved_by, shelve_is_one_shot, is_announced) ON alert TO pulse_app;
GRANT INSERT, SELECT, UPDATE ON alert TO pulse_ingest;
GRANT SELECT ON alert TO pulse_operator;
GRANT DELETE, INSERT, SELECT, UPDATE ON alert_announcement TO pulse_app;
GRANT INSERT, SELECT, UPDATE ON alert_announcement TO pulse_ingest;
GRANT DELETE, SELECT ON alert_announcement TO pulse_operator;
GRANT DELETE, INSERT, SELECT, UPDATE ON alert_rule TO pulse_app;
GRANT SELECT ON alert_rule TO pulse_ingest;
GRANT DELETE, INSERT, SELECT, UPDATE ON alert_rule TO pulse_operator;
GRANT INSERT, SELECT ON alert_transition TO pulse_app;
GRANT INSERT, SELECT ON alert_transition TO pulse_ingest;
GRANT SELECT ON alert_transition TO pulse_operator;
GRANT SELECT ON app_settings TO pulse_app;
GRANT SELECT ON app_settings TO pulse_ingest;
GRANT DELETE, INSERT, SELECT, UPDATE ON app_settings TO pulse_operator;
GRANT INSERT, SELECT, UPDATE ON auth_session TO pulse_auth;
GRANT DELETE, SELECT (session_id, ends_at) ON auth_session TO pulse_ingest;
GRANT SELECT, UPDATE (ended_at, end_reason) ON auth_session TO pulse_operator;
GRANT INSERT, SELECT ON broker_session TO pulse_ingest;
GRANT INSERT, SELECT ON change TO pulse_app;
GRANT INSERT, SELECT ON change TO pulse_auth;
GRANT DELETE, INSERT, SELECT ON change TO pulse_ingest;
GRANT INSERT, SELECT ON change TO pulse_operator;
GRANT SELECT ON delivery_attempt TO pulse_app;
GRANT INSERT, SELECT ON delivery_attempt TO pulse_ingest;
GRANT SELECT ON delivery_attempt TO pulse_operator;
GRANT INSERT, SELECT, UPDATE (status, next_run_at, updated_at, attempts_before, attempts_counted, resent_at) ON delivery_job TO pulse_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON delivery_job TO pulse_ingest;
GRANT SELECT ON delivery_job TO pulse_operator;
GRANT SELECT ON device TO pulse_app;
GRANT SELECT ON device TO pulse_ingest;
GRANT INSERT, SELECT, UPDATE ON device TO pulse_operator;
GRANT INSERT (device_key, tenant_key), SELECT, UPDATE (name, description, updated_at, labels) ON device_profile TO pulse_app;
GRANT SELECT ON device_profile TO pulse_ingest;
GRANT INSERT (device_key, tenant_key), SELECT, UPDATE (name, description, updated_at, labels) ON device_profile TO pulse_operator;
GRANT SELECT ON device_refusal TO pulse_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON device_refusal TO pulse_ingest;
GRANT SELECT ON device_refusal TO pulse_operator;
GRANT SELECT ON device_state TO pulse_app;
GRANT INSERT, SELECT, UPDATE ON device_state TO pulse_ingest;
GRANT SELECT ON device_state TO pulse_operator;
GRANT DELETE, INSERT, SELECT, UPDATE ON integration TO pulse_app;
GRANT SELECT, UPDATE (enabled, config, updated_at) ON integration TO pulse_ingest;
GRANT DELETE, INSERT, SELECT, UPDATE ON integration TO pulse_operator;
GRANT DELETE, SELECT, UPDATE (open_until) ON integration_health TO pulse_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON integration_health TO pulse_ingest;
GRANT SELECT ON integration_health TO pulse_operator;
GRANT DELETE, INSERT, SELECT, UPDATE ON integration_route TO pulse_app;
GRANT SELECT ON integration_route TO pulse_ingest;
GRANT DELETE, INSERT, SELECT, UPDATE ON integration_route TO pulse_operator;
GRANT DELETE, INSERT, SELECT, UPDATE ON judgement_owed TO pulse_ingest;
GRANT DELETE, INSERT, SELECT, UPDATE ON login_network TO pulse_auth;
GRANT DELETE, SELECT ON login_network TO pulse_ingest;
GRANT SELECT ON metric TO pulse_app;
GRANT INSERT, SELECT, UPDATE (introduced_by, last_used) ON metric TO pulse_ingest;
GRANT SELECT ON metric TO pulse_operator;
GRANT SELECT ON metric_set TO pulse_app;
GRANT INSERT, SELECT, UPDATE (codes) ON metric_set TO pulse_ingest;
GRANT SELECT ON metric_set TO pulse_operator;
GRANT INSERT, SELECT ON operator_audit_log TO pulse_operator;
GRANT SELECT ON quarantine_counter TO pulse_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON quarantine_counter TO pulse_ingest;
GRANT SELECT ON quarantine_counter TO pulse_operator;
GRANT SELECT ON quarantine_event TO pulse_app;
GRANT DELETE, INSERT, SELECT ON quarantine_event TO pulse_ingest;
GRANT SELECT, UPDATE (payload_sealed) ON quarantine_event TO pulse_operator;
GRANT SELECT ON quarantine_usage TO pulse_app;
GRANT INSERT, SELECT, UPDATE ON quarantine_usage TO pulse_ingest;
GRANT SELECT ON quarantine_usage TO pulse_operator;
GRANT SELECT ON reading TO pulse_app;
GRANT INSERT, SELECT, UPDATE ON reading TO pulse_ingest;
GRANT SELECT ON reading TO pulse_operator;
GRANT SELECT ON reading_value TO pulse_app;
GRANT SELECT ON reading_value TO pulse_operator;
GRANT DELETE, INSERT, SELECT, UPDATE ON refresh_session TO pulse_auth;
GRANT INSERT, SELECT ON revocation TO pulse_auth;
GRANT DELETE, SELECT ON revocation TO pulse_ingest;
GRANT INSERT, SELECT ON revocation TO pulse_operator;
GRANT SELECT ON rule_pending TO pulse_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON rule_pending TO pulse_ingest;
GRANT SELECT ON rule_pending TO pulse_operator;
GRANT INSERT, SELECT, UPDATE ON signing_key TO pulse_auth;
GRANT SELECT ON site TO pulse_app;
GRANT SELECT ON site TO pulse_ingest;
GRANT INSERT, SELECT ON site TO pulse_operator;
GRANT SELECT, UPDATE ON snmp_engine TO pulse_ingest;
GRANT SELECT ON system_alert TO pulse_app;
GRANT DELETE, INSERT, SELECT, UPDATE ON system_alert TO pulse_ingest;
GRANT SELECT, UPDATE (updated_at, acknowledged_at, acknowledged_by) ON system_alert TO pulse_operator;
GRANT SELECT, UPDATE (registry_version, config_version) ON tenant TO pulse_app;
GRANT SELECT ON tenant TO pulse_auth;
GRANT SELECT, UPDATE (registry_version, config_version) ON tenant TO pulse_ingest;
GRANT INSERT, SELECT, UPDATE (name, status, registry_version, config_version) ON tenant TO pulse_operator;
GRANT INSERT, SELECT, UPDATE ON tenant_test_delivery TO pulse_app;
GRANT INSERT, SELECT, UPDATE ON test_delivery TO pulse_app;
GRANT SELECT (user_key, user_id, login, tenant_key, role, enabled, created_at, updated_at) ON user_account TO pulse_app;
GRANT SELECT, UPDATE (password_hash, updated_at) ON user_account TO pulse_auth;
GRANT DELETE, INSERT, SELECT, UPDATE ON user_account TO pulse_operator;
