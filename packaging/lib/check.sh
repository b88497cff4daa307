# shellcheck shell=bash
# What is wrong with the tree, seen without running it: its form, its shell scripts, and what clang-tidy finds in a file.
#
#   .ci/tidied   the commit from which on every file that changes is looked at by `packaging/dev test`; `check` looks at all
#   .ci/floors   how much of a room tests must reach, in percent of lines: ROOM PERCENT, `all` for the whole; only rises

check_form() {
    need "checking" "${PACKAGES_FORMAT[@]}" "${PACKAGES_CHECK[@]}"
    cmd_format --check
    local scripts=()
    mapfile -d '' -t scripts < <(cd "$ROOT" && git grep -lzE '^#!.*\b(ba)?sh$|^# shellcheck shell=' -- packaging .ci tests)
    (cd "$ROOT" && shellcheck -x -- "${scripts[@]}")
    say "looked at ${#scripts[@]} shell scripts"
}

# Build `layers` first: it makes what moc makes. There a room's files are compiled together, so this is also where a file
# that relies on the includes of its neighbours fails.
tidy_all() {
    local files=()
    mapfile -d '' -t files < <(cd "$ROOT" && git ls-files -z -- '*.cpp')
    tidy "${files[@]}"
}

# In a clone without its history only `packaging/dev check` can tell, which looks at everything.
tidy_changed() {
    local files=() since
    since=$(<"$ROOT/.ci/tidied")
    if ! git -C "$ROOT" cat-file -e "$since^{commit}" 2>/dev/null; then
        say "NOT CHECKED by clang-tidy: commit $since of .ci/tidied is not in this clone, which has not the whole history"
        return
    fi
    mapfile -d '' -t files < <(cd "$ROOT" && git diff -z --name-only --diff-filter=d "$since" -- '*.cpp' '*.h')
    ((${#files[@]} == 0)) || tidy "${files[@]}"
}

# tidy FILE...: each alone, with the options CMake would compile it with (a header: with those of a file near it).
tidy() {
    need "checking" "${PACKAGES_CHECK[@]}"
    configure alone
    local folder=$ROOT/build/alone/database
    mkdir -p "$folder"
    sed "s|$ROOT/build/alone|$ROOT/build/layers|g" "$ROOT/build/alone/compile_commands.json" >"$folder/compile_commands.json"
    say "clang-tidy looks at $# files"
    (cd "$ROOT" && printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" clang-tidy -p "$folder" --quiet --extra-arg=-Wno-unknown-warning-option \
        2> >(grep -v "warnings generated\.$" >&2)) \
        || die "clang-tidy found something"
}

cmd_check() {
    (($# == 0)) || die "check takes no argument"
    check_form
    need "building" "${PACKAGES_BUILD[@]}" "${PACKAGES_RUN[@]}" "${PACKAGES_TEST[@]}"
    configure layers
    build layers
    tidy_all
    configure_product # what is shipped is linked and optimised another way
    build release pulse-server pulse-console
    say "all clean; .ci/tidied can become $(git -C "$ROOT" rev-parse HEAD)"
}

cmd_coverage() {
    (($# == 0)) || die "coverage takes no argument"
    need "measuring coverage" "${PACKAGES_BUILD[@]}" "${PACKAGES_RUN[@]}" "${PACKAGES_TEST[@]}" "${PACKAGES_COVERAGE[@]}"
    configure coverage
    build coverage
    local folder=$ROOT/build/coverage
    find "$folder" -name '*.gcda' -delete
    ctest --test-dir "$folder" -j "$(nproc)" --output-on-failure --no-tests=error -LE chaos
    gcovr --root "$ROOT" --object-directory "$folder" --filter "$ROOT/(shared|server|console)/" --csv "$folder/lines.csv"
    lines_by_room "$folder/lines.csv" "$ROOT/.ci/floors"
}

# lines_by_room CSV FLOORS: a line a room; false if one is below its floor.
lines_by_room() {
    awk -F, '
        NR == FNR { split($0, word, " "); if (word[1] !~ /^#/) floor[word[1]] = word[2]; next }
        FNR > 1 {
            split($1, part, "/")
            lines[part[2]] += $2; lines["all"] += $2
            covered[part[2]] += $3; covered["all"] += $3
        }
        END {
            for (room in lines) {
                percent = lines[room] ? 100 * covered[room] / lines[room] : 100
                low = room in floor && percent < floor[room]
                printf "%-16s %6d lines %5.1f %%%s\n", room, lines[room], percent, low ? "  below its floor of " floor[room] : ""
                failed += low
            }
            for (room in floor)
                if (!(room in lines)) { print "no room " room " has been measured"; ++failed }
            exit failed > 0
        }' "$2" "$1"
}
