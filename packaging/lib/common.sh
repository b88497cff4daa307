# shellcheck shell=bash
# What every command of packaging/dev uses: words to the user, and where things are.

say() { printf 'dev: %s\n' "$*"; }
die() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

# Where `up` keeps its pid and log; the data folder belongs to the server alone.
run_folder() { printf '%s/build/run' "$ROOT"; }

# The server drops root and lives in this folder, so as root it must not be inside somebody's home.
data_folder() {
    if [[ -n ${PULSE_DATA:-} ]]; then
        printf '%s' "$PULSE_DATA"
    elif ((EUID == 0)); then
        printf '/var/lib/pulse-dev'
    else
        printf '%s/pulse-dev' "${XDG_DATA_HOME:-$HOME/.local/share}"
    fi
}
