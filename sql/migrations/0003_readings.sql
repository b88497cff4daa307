-- Telemetry, partitioned by device time, and the one function that makes its partitions.
-- Locks: nothing that exists.

-- Identity and read index are one. No foreign keys: a reading outlives what it speaks of.
CREATE TABLE reading (
    device_key   bigint NOT NULL,
    ts           timestamptz NOT NULL, -- the device's time; our receive time where it sent none
    payload_hash bigint NOT NULL, -- first 8 bytes of SHA-256 of the payload as received
    received_at  timestamptz NOT NULL,
    tenant_key   integer NOT NULL,
    metric_set   integer NOT NULL,
    kind         "char" NOT NULL, -- 'T' telemetry, 'H' heartbeat
    is_late      boolean NOT NULL DEFAULT false, -- stored but not evaluated
    "values"     double precision[] NOT NULL, -- position by position the codes of metric_set
    UNIQUE (device_key, ts, kind, payload_hash)
) PARTITION BY RANGE (ts);

ALTER TABLE reading ENABLE ROW LEVEL SECURITY;
ALTER TABLE reading FORCE ROW LEVEL SECURITY;
CREATE POLICY reading_own ON reading TO pulse_app
    USING (tenant_key = current_tenant_key()) WITH CHECK (tenant_key = current_tenant_key());
CREATE POLICY reading_operator ON reading FOR SELECT TO pulse_operator USING (true);
CREATE POLICY reading_ingest ON reading TO pulse_ingest USING (true) WITH CHECK (true);
GRANT SELECT ON reading TO pulse_app, pulse_operator;
GRANT SELECT, INSERT, UPDATE ON reading TO pulse_ingest;

-- Makes the partition that holds a time, unless there is one; true when it made it. Daily up to 35 days back, monthly
-- before (daily there too when the month already has daily ones). CREATE, then ATTACH: PARTITION OF would lock out
-- readers of the parent. A partition does not inherit row security, so it gets its own, and no grants.
CREATE FUNCTION ensure_reading_partition(at timestamptz) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
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
END $$;
REVOKE ALL ON FUNCTION ensure_reading_partition(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_reading_partition(timestamptz) TO pulse_ingest;

-- One row a value, for people and other tools. security_invoker: the reader's own policies apply.
CREATE VIEW reading_value WITH (security_invoker = true) AS
SELECT r.tenant_key, r.device_key, r.ts, r.received_at, r.is_late, m.name AS metric, v.value
  FROM reading AS r
  JOIN metric_set AS s ON s.metric_set_key = r.metric_set
 CROSS JOIN LATERAL unnest(s.codes, r."values") AS v (code, value)
  JOIN metric AS m ON m.metric_key = v.code >> 2
 WHERE r.kind = 'T';
GRANT SELECT ON reading_value TO pulse_app, pulse_operator;
