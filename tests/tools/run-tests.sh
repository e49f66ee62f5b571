#!/bin/bash
# Runs tests, several at a time, and ends with one line of counts: "N passed, M failed".
#
#   run-tests.sh [unit|oracle|e2e|fuzz|FILE]...      the first three, if none is named
#
#   BUILD      the build folder, build
#   JOBS       how many at a time, as many as there are processors
#   WRAPPER    a command that runs the unit tests, such as valgrind
#   SANITIZE   what the programs are built with, as make has it
#
# What each printed stays in $BUILD/results/. Unit tests and bats speak TAP, of which each case
# counts; an oracle, tests/oracle/run-*.sh BUILD, and a fuzzer count as one. A case that was announced
# and did not come, and one that was skipped, have failed; but under a WRAPPER or SANITIZE, where not
# everything can run, a skipped one does not count.
set -u
shopt -s nullglob
cd "${0%/*}/../.." || exit
export BUILD=${BUILD:-build}
jobs=${JOBS:-$(nproc)}
results=$BUILD/results
limit=600 # seconds for one program
read -ra wrapper <<<"${WRAPPER:-}"

# The same surroundings everywhere.
clean=(env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin HOME="$PWD/$results/home" TZ=UTC
    LC_ALL=C.UTF-8 TERM=dumb BUILD="$BUILD" SANITIZE="${SANITIZE:-}" CMOCKA_MESSAGE_OUTPUT=TAP
    ASAN_OPTIONS="${ASAN_OPTIONS:-}" UBSAN_OPTIONS="${UBSAN_OPTIONS:-print_stacktrace=1}")

# Prints "PASSED FAILED" for what one program printed and the status it ended with.
count_tap() {
    awk -v status="$2" -v may_skip="${WRAPPER:+1}${SANITIZE:+1}" '
        /^1\.\.[0-9]+/ { planned += substr($1, 4) }
        /^(not )?ok .*# (skip|SKIP)/ { if (may_skip) planned--; else failed++; next }
        /^ok / { passed++ }
        /^not ok / { failed++ }
        END {
            if (planned > passed + failed)
                failed = planned - passed
            if (!failed && (status != 0 || !NR))
                failed = 1
            print passed + 0, failed + 0
        }' "$1"
}

# run NAME tap|status COMMAND...
run() {
    local name=$1 kind=$2 out=$results/$1.out status=0 counts began=$SECONDS
    shift 2
    timeout --kill-after=10 "$limit" "${clean[@]}" "$@" >"$out" 2>"$results/$name.err" </dev/null ||
        status=$?
    if [[ $kind == tap ]]; then
        counts=$(count_tap "$out" "$status")
    else
        counts=$((status == 0)).$((status != 0)) counts=${counts/./ }
    fi
    echo "$counts" >"$results/$name.counts"
    if [[ ${counts#* } == 0 ]]; then
        echo "ok    $name (${counts% *}, $((SECONDS - began)) s)"
    else # one write, so that others do not come between
        echo "FAIL  $name (${counts#* } of $((${counts% *} + ${counts#* })), exit status $status)
$(sed 's/^/      /' "$out" "$results/$name.err")"
    fi
}

# Waits until there is room for one more.
start() {
    while (($(jobs -rp | wc -l) >= jobs)); do
        wait -n
    done
    run "$@" &
}

# Neither a filter on system calls nor a machine of 256 MiB leaves room for a sanitizer.
has_room() {
    [[ -z ${SANITIZE:-} || ! $1 =~ /(systemd|uml)\.bats$ ]]
}

start_file() {
    local name=${1##*/}
    has_room "$1" || return 0
    case $1 in
    *.bats) start "${name%.bats}" tap bats --tap "$1" ;;
    tests/oracle/*.sh) start "oracle-${name%.sh}" status "$1" "$BUILD" ;;
    tests/fuzz/*) start "${name%.c}" status tests/tools/run-fuzzer.sh "$BUILD/fuzz/${name%.c}" ;;
    *) start "${name%.c}" tap "${wrapper[@]}" "$BUILD/tests/${name%.c}" ;;
    esac
}

start_kind() {
    local file files=()
    case $1 in
    unit) files=(tests/unit/test-*.c) ;;
    oracle) files=(tests/oracle/run-*.sh) ;;
    e2e) files=(tests/e2e/*.bats) ;;
    fuzz) files=(tests/fuzz/fuzz-*.c) ;;
    *) files=("$1") ;;
    esac
    for file in "${files[@]}"; do
        start_file "$file"
    done
}

rm -rf "$results"
mkdir -p "$results/home"
[[ $# -gt 0 ]] || set -- oracle e2e unit # the long ones first
for kind in "$@"; do
    start_kind "$kind"
done
wait
cat "$results"/*.counts </dev/null |
    awk '{ passed += $1; failed += $2 }
         END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }'
