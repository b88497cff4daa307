# shellcheck shell=bash
# The standalone server: up, down, and the private one that screenshots are taken of.
#
# The server writes DATA/run/ready when everything answers and removes it when it stops. Lines of name=value:
#   pid    of the server that wrote it
#   http   where the console and the browser find it      mqtt          host:port for devices
#   credentials   the file with the first accounts        example_topic  one that the demo's device publishes to

pid_file() { printf '%s/up.pid' "$(run_folder)"; }
ready_value() { sed -n "s/^$2=//p" "$1/run/ready"; }

# When a process started, in clock ticks: with the pid it names one process for ever. Field 22, the name may hold spaces.
# Nothing for one that has ended and waits for its parent (Z), as under an init that is slow to look.
started_at() { sed -n 's/.*) //; /^Z/!p' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

remember() {
    mkdir -p "$(run_folder)"
    printf '%s %s\n' "$1" "$(started_at "$1")" >"$(pid_file)"
}

# The pid of the server that `up` of this clone started, if it still runs.
running_pid() {
    local pid start
    read -r pid start 2>/dev/null <"$(pid_file)" || return 1
    [[ -n $start && $(started_at "$pid") == "$start" ]] && printf '%s' "$pid"
}

# wait_ready PID DATA SECONDS
wait_ready() {
    local tries=$(($3 * 5))
    while ((tries-- > 0)); do
        [[ $(ready_value "$2" pid 2>/dev/null) == "$1" ]] && return 0 # a killed server leaves its own
        kill -0 "$1" 2>/dev/null || return 1
        sleep 0.2
    done
    return 1
}

# end PID: orderly, and if that takes too long, not. Its children die with it.
end() {
    kill -TERM "$1" 2>/dev/null || return 0
    timeout 20 tail --pid="$1" -f /dev/null || kill -KILL "$1" 2>/dev/null || true
}

announce() {
    local data=$1 http
    http=$(ready_value "$data" http)
    say "ready: $http"
    say "  devices publish to $(ready_value "$data" mqtt), accounts are in $(ready_value "$data" credentials)"
    say "  console: build/release/bin/pulse-console --server $http"
    has_display || say "  no display here: packaging/dev screenshots shows what it shows"
}

cmd_up() {
    local demo=(--demo) ports=() detach=false console=false data pid
    has_display && console=true
    while (($#)); do
        case $1 in
        --empty) demo=() ;;
        --detach) detach=true ;;
        --no-console) console=false ;;
        --http-port | --mqtt-port)
            [[ ${2:-} =~ ^[0-9]+$ ]] || die "$1 needs a number"
            ports+=("$1" "$2")
            shift
            ;;
        *) die "up does not know $1" ;;
        esac
        shift
    done
    data=$(data_folder)
    if pid=$(running_pid); then
        say "already running as process $pid; packaging/dev down stops it"
        return
    fi
    need "building and running" "${PACKAGES_BUILD[@]}" "${PACKAGES_RUN[@]}" "${PACKAGES_CLIENT[@]}"
    configure_product
    build release pulse-server pulse-console
    say "data is kept in $data"
    local server=("$ROOT/build/release/bin/pulse-server" standalone "${demo[@]}" "${ports[@]}" --data "$data")
    mkdir -p "$(run_folder)"
    if [[ $detach == true ]]; then
        setsid "${server[@]}" >"$(run_folder)/up.log" 2>&1 </dev/null &
        remember $!
        after_start $! "$data" "$console" || die "it did not start: see $(run_folder)/up.log"
    else
        remember $$ # exec keeps the pid, so Ctrl-C and down reach the server itself
        (after_start $$ "$data" "$console" &)
        exec "${server[@]}"
    fi
}

# Tests stay as they are once chosen: bench turns them on.
configure_product() {
    if [[ -e $ROOT/build/release/CMakeCache.txt ]]; then configure release; else configure release PULSE_TESTS=OFF; fi
}

# after_start PID DATA CONSOLE
after_start() {
    wait_ready "$1" "$2" 120 || return 1
    announce "$2"
    if [[ $3 == true ]]; then
        open_console "$2"
    fi
}

has_display() { [[ -n ${DISPLAY:-}${WAYLAND_DISPLAY:-} ]]; }

# open_console DATA: signed in as the demo's customer, where there is one, so that nothing needs to be typed.
open_console() {
    local password account=()
    password=$(run_folder)/console-password
    (umask 077 && sed -n 's/^customer1 //p' "$(ready_value "$1" credentials)" >"$password")
    [[ ! -s $password ]] || account=(--user customer1 --password-file "$password")
    "$ROOT/build/release/bin/pulse-console" --server "$(ready_value "$1" http)" "${account[@]}" \
        </dev/null >"$(run_folder)/console.log" 2>&1 &
}

cmd_down() {
    (($# == 0)) || die "down takes no arguments"
    local pid
    if pid=$(running_pid); then
        end "$pid"
        say "stopped process $pid; its data stays in $(data_folder)"
    else
        say "nothing that up of this clone started is running"
    fi
    rm -f "$(pid_file)"
}

# A demo of its own, in a folder and on ports of its own, seen by the console on a virtual screen: its pages, and then
# how Pulse speaks of itself while its broker stands still.
cmd_screenshots() {
    local target=${1:-$ROOT/build/screenshots} scratch pid broker
    need "building and taking pictures" "${PACKAGES_BUILD[@]}" "${PACKAGES_RUN[@]}" "${PACKAGES_SCREEN[@]}"
    configure_product
    build release pulse-server pulse-screenshots
    mkdir -p "$target"
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/pulse-screens-XXXXXX")
    chmod 755 "$scratch" # the server may be another user by then; what it makes inside is its own
    "$ROOT/build/release/bin/pulse-server" standalone --demo --data "$scratch/data" --http-port 0 --mqtt-port 0 \
        >"$scratch/log" 2>&1 </dev/null &
    pid=$!
    # shellcheck disable=SC2064 # now, not when it fires
    trap "end $pid; rm -rf '$scratch'" EXIT
    trap 'exit 130' INT TERM
    wait_ready "$pid" "$scratch/data" 120 || { tail -n 40 "$scratch/log" >&2 && die "the demo did not start"; }
    take_pictures "$scratch" "$target" customer1 sign-in,devices,device,alerts,deliveries
    read -r broker _ <"$scratch/data/run/broker.pid"
    kill -STOP "$broker"
    # shellcheck disable=SC2064 # goes on before the server ends, which would wait for it
    trap "kill -CONT $broker; end $pid; rm -rf '$scratch'" EXIT
    take_pictures "$scratch" "$target" customer1 degraded
    take_pictures "$scratch" "$target" operator1 system
    say "pictures are in $target"
}

# take_pictures SCRATCH TARGET LOGIN PICTURES
take_pictures() {
    local status=0
    (umask 077 && sed -n "s/^$3 //p" "$(ready_value "$1/data" credentials)" >"$1/password")
    XDG_CONFIG_HOME="$1/config" XDG_DATA_HOME="$1/share" QT_QPA_PLATFORM=xcb \
        xvfb-run -a -s '-screen 0 1600x1000x24' "$ROOT/build/release/bin/pulse-screenshots" "$2" \
        --pictures "$4" --server "$(ready_value "$1/data" http)" --user "$3" --password-file "$1/password" \
        </dev/null || status=$?
    ((status == 0)) || die "pulse-screenshots ended with $status"
}
