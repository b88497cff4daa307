# shellcheck shell=bash disable=SC2034
# The Debian packages a command needs. Each is named because something here uses it, not because another pulls it in.

PACKAGES_BUILD=(
    build-essential cmake ninja-build ccache pkg-config
    qt6-base-dev qt6-websockets-dev
    qt6-charts-dev libqt6opengl6-dev qt6-svg-dev # the console; Charts does not name OpenGL itself
    libpq-dev libsimdjson-dev libsodium-dev libcjose-dev libjansson-dev libssl-dev
    libexpected-dev libtomlplusplus-dev libcurl4-openssl-dev libsnmp-dev
)
PACKAGES_RUN=(postgresql mosquitto) # the standalone server runs its own instances of these programs
PACKAGES_TEST=(
    libmosquitto-dev python3-aiosmtpd # a foreign MQTT peer; a mail server
    snmptrapd snmp smitools # an SNMP receiver, what translates its MIB, and what checks it
    libfaketime # a wall clock that several processes share and a test moves
    fonts-inter fonts-dejavu-core # text in offscreen windows
)
PACKAGES_CLIENT=(mosquitto-clients) # mosquitto_pub, to send a reading by hand
PACKAGES_SCREEN=(xvfb xauth fonts-inter fonts-dejavu-core)
PACKAGES_FORMAT=(clang-format git)
PACKAGES_CHECK=(clang-tidy shellcheck git)
PACKAGES_COVERAGE=(gcovr)
PACKAGES_FUZZ=(clang libclang-rt-14-dev) # the latter holds libFuzzer and the sanitizers

missing_packages() {
    comm -23 <(printf '%s\n' "$@" | sort -u) \
        <(dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null | sed -n 's/ installed$//p' | sort -u)
}

# Debian starts a service when its package is installed; we want the programs only. A policy-rc.d that is there
# already is left alone.
without_services() {
    local policy=/usr/sbin/policy-rc.d status=0
    if [[ -e $policy ]]; then
        "$@"
        return
    fi
    printf '#!/bin/sh\nexit 101\n' | "${AS_ROOT[@]}" install -m 755 /dev/stdin "$policy"
    "$@" || status=$?
    "${AS_ROOT[@]}" rm -f "$policy"
    return "$status"
}

apt_install() {
    "${AS_ROOT[@]}" apt-get update -q </dev/null
    "${AS_ROOT[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" </dev/null
}

# need WHY PACKAGE...: installs what is missing; says nothing when nothing is.
need() {
    local why=$1 missing=()
    shift
    command -v dpkg-query >/dev/null || {
        say "this is not Debian: $why needs what these packages hold: $*"
        return
    }
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    AS_ROOT=()
    if ((EUID != 0)); then
        command -v sudo >/dev/null || die "$why needs these packages, and there is no sudo: ${missing[*]}"
        AS_ROOT=(sudo)
    fi
    say "$why needs ${#missing[@]} more Debian packages: ${missing[*]}"
    without_services apt_install "${missing[@]}"
}
