#!/usr/bin/env bash
# Makes the data folder that upgrade_test starts a new server on: everything an installation collects, made by the
# server of some commit through its own doors, and then dumped. Once an issue, with the server of the commit before it:
#
#   tests/e2e/upgrade/make-dump.sh build/release/bin/pulse-server tests/e2e/upgrade/$(git rev-parse --short HEAD)
#
# The folder is found by the test by itself. Needs curl, mosquitto_pub, psql and PostgreSQL 15. Takes two minutes.
set -euo pipefail

server=$(realpath "$1")
target=$2
scratch=$(mktemp -d /tmp/pulse-dump-XXXXXX)
chmod 777 "$scratch" # the server becomes another user
data=$scratch/data
pids=()
# shellcheck disable=SC2154 # the loop sets it
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done; wait; rm -rf "$scratch"' EXIT

# Receivers have addresses of their own on loopback, so that no other test has their ports.
waiting=127.83.17.9:45917 # nobody there: its deliveries are pending in the dump, and the test receives them
refusing=127.83.17.10:45918 # says 400: its deliveries are dead
export PULSE_DELIVERY_ALLOW="127.83.17.9/32:45917,127.83.17.10/32:45918" PULSE_DELIVERY_ALLOW_HTTP=true

start() {
    "$server" standalone --data "$data" --http-port 0 --mqtt-port 0 >"$scratch/log" 2>&1 &
    pids+=($!)
    until grep -qs '^http=' "$data/run/ready"; do
        kill -0 "${pids[0]}" || { cat "$scratch/log" >&2 && exit 1; }
        sleep 0.2
    done
    http=$(sed -n 's/^http=//p' "$data/run/ready")
    mqtt=$(sed -n 's/^mqtt=.*://p' "$data/run/ready")
}
pulse() { "$server" "$@" --data "$data"; }
sql() { psql --no-psqlrc --quiet --tuples-only --no-align "$(cat "$data/secrets/owner.conninfo")" -c "$1"; }
# until_sql CONDITION: a query that says t
until_sql() {
    for _ in {1..600}; do
        [[ $(sql "$1") != t ]] || return 0
        sleep 0.2
    done
    echo "never: $1" >&2
    exit 1
}
field() { python3 -c "import json, sys; print(json.load(sys.stdin)['$1'])"; }
sign_in() {
    curl -sf "$http/api/auth/token" --json "{\"username\": \"$1\", \"password\": \"$2\"}" | field access_token
}
call() { curl -sf -H "Authorization: Bearer $token" "$@"; }

user() { # LOGIN PASSWORD OPTION...
    printf '%s\t%s\n' "$1" "$2" >>"$target/accounts.tsv"
    printf '%s\n' "$2" | pulse user add "$1" --password-file - "${@:3}" >/dev/null
}
device() { # TENANT DEVICE
    pulse device add "$1" "$2" --site hall-1 | sed "s/^/$1\t/" >>"$target/devices.tsv"
}
token_of() { awk -F '\t' -v d="$2" -v t="$1" '$1 == t && $2 == d {print $3}' "$target/devices.tsv"; }
say() { # TENANT DEVICE KIND METRICS [MORE]
    local secret
    secret=$(token_of "$1" "$2")
    mosquitto_pub -h 127.0.0.1 -p "$mqtt" -V 5 -q 1 -u "$1/device/$2" -P "$secret" -t "tenant/$1/device/$2/$3" \
        -m "{\"site_id\": \"hall-1\", \"provision_token\": \"$secret\"${5:-}, \"metrics\": {$4}}"
}
ago() { date -u -d "-$1 seconds" +', "ts": "%Y-%m-%dT%H:%M:%SZ"'; }

refuse_everything() {
    python3 - "$@" <<'PY' &
import http.server, sys
class Refusing(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(400)
        self.end_headers()
    def log_message(self, *_):
        pass
host, port = sys.argv[1].split(":")
http.server.HTTPServer((host, int(port)), Refusing).serve_forever()
PY
    pids+=($!)
}

configure() {
    pulse tenant add acme --name Acme >/dev/null
    pulse tenant add beta >/dev/null
    user jo 'the old password of jo' --role customer_admin --tenant acme
    user vera 'the old password of vera' --role customer_viewer --tenant beta
    user olga 'the old password of olga' --role operator_admin
    for name in pump fan door scale gone; do device acme "$name"; done
    device beta silent
    pulse setting set MODE DEV
    pulse setting set STORE_REJECTS 1
    pulse setting set HEARTBEAT_STALE_SECONDS 86400 --tenant acme
    pulse setting set RATE_LIMIT_BURST 500 --tenant acme
    pulse setting set HEARTBEAT_STALE_SECONDS 5 --tenant beta
}

make_rules_and_routes() {
    token=$(sign_in jo 'the old password of jo')
    local rule='"metric_name": "temp_c", "operator": "GT"' integration
    call "$http/customer/alert-rules" --json "{\"name\": \"hot\", $rule, \"threshold\": 40, \"clear_value\": 38}" >/dev/null
    call "$http/customer/alert-rules" --json "{\"name\": \"lasting\", $rule, \"threshold\": 30, \"for_seconds\": 3600}" >/dev/null
    call "$http/customer/alert-rules" --json '{"name": "no load", "condition": "METRIC_SILENT", "metric_name": "load",
        "silent_seconds": 604800}' >/dev/null
    for receiver in $waiting $refusing; do
        integration=$(call "$http/customer/integrations" --json "{\"name\": \"hook ${receiver##*:}\",
            \"webhook_url\": \"http://$receiver/alerts\"}" | field integration_id)
        call "$http/customer/integration-routes" --json "{\"name\": \"all to ${receiver##*:}\",
            \"integration_id\": \"$integration\", \"deliver_on\": [\"OPEN\", \"CLOSED\"]}" >/dev/null
    done
}

# Sets of metrics that grow and shrink, values of each kind, some by turns, late ones, heartbeats.
publish() {
    for i in {1..30}; do
        say acme pump telemetry "\"temp_c\": 2$((i % 10)), \"load\": $((i % 3)).5" "$(ago $((600 - i * 10)))"
    done
    say acme pump telemetry '"temp_c": 21.25, "running": true' "$(ago 290)"
    say acme pump telemetry '"running": false' "$(ago 280)"
    say acme pump telemetry '"temp_c": -0.001, "load": 9007199254740991, "running": true' "$(ago 270)"
    say acme fan telemetry '"rpm": 1500, "on": true' "$(ago 200)"
    say acme fan telemetry '"rpm": 1500.5, "on": false, "température": 1e300' "$(ago 190)"
    say acme door heartbeat '"battery_pct": 87'
    say acme door telemetry '"open": true' "$(ago 100)"
    say acme door telemetry '"open": false' "$(ago 86400)" # late
    say beta silent heartbeat '"battery_pct": 5'
    say acme scale telemetry '"weight": "heavy"' || true # refused, and kept
}

open_alerts() {
    say acme pump telemetry '"temp_c": 45.5'
    say acme fan telemetry '"temp_c": 50'
    say acme scale telemetry '"temp_c": 35' # its timer runs
    say acme door telemetry '"temp_c": 60'
    say acme gone telemetry '"temp_c": 70'
    until_sql "SELECT count(*) = 5 FROM alert WHERE cleared_at IS NULL"
    say acme door telemetry '"temp_c": 20' # closes
    local id
    id=$(sql "SELECT alert_id FROM alert JOIN device USING (device_key) WHERE device_id = 'fan'")
    call "$http/api/v2/alerts/$id/acknowledge" --json '{"reason": "on my way"}' >/dev/null
    call "$http/api/v2/alerts/$id/comment" --json '{"text": "looks like the bearing"}' >/dev/null
    id=$(sql "SELECT alert_id FROM alert JOIN device USING (device_key) WHERE device_id = 'gone'")
    call "$http/api/v2/alerts/$id/shelve" --json '{"minutes": 40000, "reason": "is being moved"}' >/dev/null
    pulse device revoke acme scale >/dev/null
    until_sql "SELECT count(*) >= 4 FROM delivery_job WHERE status = 'FAILED'"
    until_sql "SELECT count(*) >= 3 AND min(attempts) >= 1 FROM delivery_job WHERE status = 'PENDING' AND deliver_on_event = 'OPEN'"
}

# Pulse speaks of itself: its broker stands still for a while.
be_blind() {
    local broker
    read -r broker _ <"$data/run/broker.pid"
    kill -STOP "$broker"
    until_sql "SELECT count(*) = 1 FROM system_alert WHERE kind = 'INGEST_BLIND'"
    kill -CONT "$broker"
    until_sql "SELECT bool_and(cleared_at IS NOT NULL) FROM system_alert WHERE kind = 'INGEST_BLIND'"
}

keep() {
    token=$(sign_in jo 'the old password of jo')
    for name in pump fan door gone; do
        call "$http/api/v2/devices/$name/telemetry?limit=1000" >"$target/telemetry-$name.json"
    done
    sql "SELECT device_id, alert_type, acknowledged_at IS NOT NULL, shelved_until IS NOT NULL FROM alert
           JOIN device USING (device_key) WHERE cleared_at IS NULL ORDER BY 1, 2" >"$target/open-alerts.txt"
    sql "SELECT status, deliver_on_event, count(*) FROM delivery_job GROUP BY 1, 2 ORDER BY 1, 2" >"$target/jobs.txt"
    kill -TERM "${pids[0]}"
    wait "${pids[0]}" || true
    local owner programs=/usr/lib/postgresql/15/bin
    owner=$(stat -c %U "$data")
    as_owner() { if ((EUID == 0)); then su -s /bin/sh "$owner" -c "$1"; else sh -c "$1"; fi; }
    as_owner "cd / && $programs/pg_ctl -D $data/postgres -o '-k $scratch' -l $data/log/dump.log -w start >/dev/null"
    $programs/pg_dump --format=custom --compress=9 --file="$target/pulse.dump" \
        "$(cat "$data/secrets/owner.conninfo") host=$scratch"
    as_owner "cd / && $programs/pg_ctl -D $data/postgres -w stop >/dev/null"
    cp "$data/secrets/vault.key" "$target/vault.key"
    cp "$data/broker/users" "$target/broker-users"
    chmod 644 "$target"/*
}

[[ ! -e $target ]] || { echo "$target is there already" >&2 && exit 1; }
mkdir -p "$target"
start
refuse_everything "$refusing"
configure
make_rules_and_routes
publish
open_alerts
be_blind
keep
ls -l "$target"
