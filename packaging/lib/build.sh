# shellcheck shell=bash
# Configure and build a preset. A second run goes straight to ninja, which has nothing to do.

ready_ccache() {
    if [[ -z ${CCACHE_DIR:-} && ! -w ${HOME:-/nonexistent} ]]; then
        export CCACHE_DIR="$ROOT/build/ccache"
    fi
    # Two clones in two folders share what they compiled; so do tests, which use a precompiled header.
    export CCACHE_BASEDIR="${CCACHE_BASEDIR:-$ROOT}" CCACHE_NOHASHDIR=1 CCACHE_SLOPPINESS=pch_defines,time_macros
}

# configure PRESET [NAME=VALUE...]: again only when the presets changed or a value differs from the last time.
configure() {
    local preset=$1 folder="$ROOT/build/$1" setting again=false
    shift
    [[ -e $folder/build.ninja && ! $ROOT/CMakePresets.json -nt $folder/build.ninja ]] || again=true
    for setting in "$@"; do
        grep -q "^${setting%%=*}:[A-Z]*=${setting#*=}\$" "$folder/CMakeCache.txt" 2>/dev/null || again=true
    done
    [[ $again == false ]] || (cd "$ROOT" && cmake --preset "$preset" "${@/#/-D}")
}

# build PRESET [TARGET...]
build() {
    local preset=$1
    shift
    ready_ccache
    ninja -C "$ROOT/build/$preset" "$@"
}

cmd_test() {
    local filter=() sanitizer=""
    while (($#)); do
        case $1 in
        --sanitize) sanitizer=${2:?--sanitize needs a value} && shift 2 ;;
        --label) filter+=(-L "^(${2:?--label needs a value})\$") && shift 2 ;;
        --name) filter+=(-R "${2:?--name needs a value}") && shift 2 ;;
        *) die "test does not know $1" ;;
        esac
    done
    need "building and testing" "${PACKAGES_BUILD[@]}" "${PACKAGES_RUN[@]}" "${PACKAGES_TEST[@]}"
    if [[ -n $sanitizer ]]; then
        test_sanitized "$sanitizer" "${filter[@]}"
        return
    fi
    ((${#filter[@]})) || check_form
    configure layers
    build layers
    ((${#filter[@]})) || tidy_changed
    run_tests layers "${filter[@]}"
}

run_tests() {
    local preset=$1
    shift
    ctest --test-dir "$ROOT/build/$preset" -j "$(nproc)" --output-on-failure --no-tests=error "$@"
}

# test_sanitized SANITIZER [FILTER...]. Threads are looked at where several share something: queues, pipeline, delivery,
# live feed.
test_sanitized() {
    local sanitizer=$1
    shift
    # libfaketime, where a test preloads it, comes first; what was freed is kept a while, less than tests bound memory to.
    export ASAN_OPTIONS=strict_string_checks=1:verify_asan_link_order=0:quarantine_size_mb=16 UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1
    export TSAN_OPTIONS="suppressions=$ROOT/.ci/thread-suppressions:halt_on_error=1:second_deadlock_stack=1"
    case $sanitizer in
    address)
        configure asan
        build asan
        run_tests asan -LE chaos "$@"
        ;;
    thread)
        configure tsan
        export QT_NO_GLIB=1 # its event loop is not built for ThreadSanitizer either
        build tsan pulse_test_postgres test_base test_live test_delivery test_pipeline test_pipeline_silence \
            test_store_delivery
        (($#)) || set -- -R '^(base|live_.*|delivery_.*|pipeline.*|store_(deliver.*|failing_receiver|engine_boot))$'
        run_tests tsan "$@"
        ;;
    *) die "there is no sanitizer $sanitizer: address or thread" ;;
    esac
}

cmd_bench() { run_shipped bench "$@"; }

cmd_chaos() { run_shipped chaos "$@"; }

# run_shipped KIND NAME [ARGUMENT...]: bench ingest runs bench_ingest, made from tests/bench/ingest_bench.cpp.
run_shipped() {
    local kind=$1 name=${2:-}
    [[ $name =~ ^[a-z0-9_]+$ ]] || die "$kind needs a name; there are: $(names_of "$kind")"
    shift 2
    need "building and running" "${PACKAGES_BUILD[@]}" "${PACKAGES_RUN[@]}" "${PACKAGES_TEST[@]}"
    configure release PULSE_TESTS=ON
    build release "${kind}_$name"
    "$ROOT/build/release/bin/${kind}_$name" "$@"
}

names_of() {
    local names=() file
    for file in "$ROOT/tests/$1"/*_"$1".cpp; do
        [[ -e $file ]] && names+=("$(basename "$file" "_$1.cpp")")
    done
    printf '%s' "${names[*]:-none yet}"
}

cmd_format() {
    local options=(-i) changed=false files=()
    while (($#)); do
        case $1 in
        --check) options=(--dry-run --Werror) ;;
        --changed) changed=true ;;
        *) die "format does not know $1" ;;
        esac
        shift
    done
    need "formatting" "${PACKAGES_FORMAT[@]}"
    if [[ $changed == true ]]; then
        mapfile -d '' -t files < <(cd "$ROOT" && git diff -z --name-only --diff-filter=d HEAD -- '*.cpp' '*.h' \
            && git ls-files -z --others --exclude-standard -- '*.cpp' '*.h')
    else
        mapfile -d '' -t files < <(cd "$ROOT" && git ls-files -z --cached --others --exclude-standard -- '*.cpp' '*.h')
    fi
    ((${#files[@]})) || { say "nothing to format" && return; }
    (cd "$ROOT" && clang-format "${options[@]}" -- "${files[@]}")
    say "looked at ${#files[@]} files"
}
