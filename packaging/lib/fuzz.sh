# shellcheck shell=bash
# The fuzzers: what others send us, at random. What they find is kept in build/fuzz; the tree changes by --keep only.
#
#   build/fuzz/found/TARGET     inputs that reached something new, beside those in tests/fuzz/corpus/TARGET
#   build/fuzz/crashes          inputs that broke something: `build/fuzz/bin/fuzz_TARGET FILE` shows it again
#   build/fuzz/log/TARGET.log   what libFuzzer said

FUZZ_MOST_BYTES=4096
FUZZ_LIMITS=(-timeout=10 -rss_limit_mb=2048 "-max_len=$FUZZ_MOST_BYTES")

# Whatever is found ends the run. With addr2line a stack has names, and no package more is needed.
export_sanitizer_options() {
    export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:allow_addr2line=1
    export UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1:allow_addr2line=1
}

# tests/fuzz/topic_fuzz.cpp is fuzz_topic.
fuzz_names() {
    local file
    for file in "$ROOT"/tests/fuzz/*_fuzz.cpp; do
        basename "$file" _fuzz.cpp
    done
}

cmd_fuzz() {
    local seconds=60 keep=false names=() name status=0 scratch
    while (($#)); do
        case $1 in
        --seconds) seconds=${2:?--seconds needs a value} && shift 2 ;;
        --keep) keep=true && shift ;;
        -*) die "fuzz does not know $1" ;;
        *) names+=("$1") && shift ;;
        esac
    done
    [[ $seconds =~ ^[1-9][0-9]*$ ]] || die "--seconds needs a whole number above 0"
    ((${#names[@]})) || mapfile -t names < <(fuzz_names)
    for name in "${names[@]}"; do
        [[ -e $ROOT/tests/fuzz/${name}_fuzz.cpp ]] || die "no fuzzer $name; there are: $(fuzz_names | xargs)"
    done
    need "fuzzing" "${PACKAGES_BUILD[@]}" "${PACKAGES_FUZZ[@]}"
    configure fuzz >&2
    build fuzz "${names[@]/#/fuzz_}" >&2
    export_sanitizer_options
    scratch=$(mktemp -d "${TMPDIR:-/tmp}/pulse-fuzz-XXXXXX")
    # shellcheck disable=SC2064 # now, not when it fires
    trap "rm -rf '$scratch'" EXIT
    trap 'exit 130' INT TERM
    export TMPDIR=$scratch # a target that ends by a crash does not clean up
    for name in "${names[@]}"; do
        if ! fuzz_one "$name" "$seconds"; then
            status=1
        elif [[ $keep == true ]]; then
            keep_found "$name"
        fi
    done
    return "$status"
}

# fuzz_one TARGET SECONDS: a line of JSON; false if something broke. libFuzzer writes to the first folder only.
fuzz_one() {
    local name=$1 seconds=$2 folder=$ROOT/build/fuzz status=0
    local log=$folder/log/$name.log found=$folder/found/$name
    mkdir -p "$found" "$folder/log" "$folder/crashes"
    "$folder/bin/fuzz_$name" "${FUZZ_LIMITS[@]}" -max_total_time="$seconds" -print_final_stats=1 \
        -artifact_prefix="$folder/crashes/$name-" "$found" "$ROOT/tests/fuzz/corpus/$name" >"$log" 2>&1 </dev/null || status=$?
    fuzz_line "$name" "$seconds" "$log" "$status"
    ((status == 0)) || show_crash "$name" "$log" "$status"
}

# fuzz_line TARGET SECONDS LOG STATUS
fuzz_line() {
    local runs rate cov
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$3")
    rate=$(sed -n 's/^stat::average_exec_per_sec: *//p' "$3")
    cov=$(sed -n 's/^#[0-9].* cov: \([0-9]*\).*/\1/p' "$3" | tail -n 1)
    printf '{"fuzz":"%s","seconds":%d,"runs":%d,"exec_per_s":%d,"cov":%d,"crashes":%d}\n' \
        "$1" "$2" "${runs:-0}" "${rate:-0}" "${cov:-0}" $(($4 != 0))
}

# show_crash TARGET LOG STATUS: always false.
show_crash() {
    local reproducer
    reproducer=$(sed -n 's/.*Test unit written to //p' "$2" | tail -n 1)
    tail -n 40 "$2" >&2
    if [[ -n $reproducer ]]; then
        say "$1 broke; build/fuzz/bin/fuzz_$1 $reproducer shows it again" >&2
    else
        say "$1 ended with $3; see $2" >&2
    fi
    return 1
}

# Takes into the tree the fewest inputs that reach all the code which its corpus does not.
keep_found() {
    local corpus=$ROOT/tests/fuzz/corpus/$1 before after
    before=$(find "$corpus" -type f | wc -l)
    "$ROOT/build/fuzz/bin/fuzz_$1" "${FUZZ_LIMITS[@]}" -set_cover_merge=1 -use_counters=0 "$corpus" "$ROOT/build/fuzz/found/$1" \
        >"$ROOT/build/fuzz/log/$1-merge.log" 2>&1 </dev/null || die "merging failed: see build/fuzz/log/$1-merge.log"
    after=$(find "$corpus" -type f | wc -l)
    say "$1: took $((after - before)) inputs into tests/fuzz/corpus/$1" >&2
}
