#!/bin/bash
# The unit tests, and a short run of the daemon, under valgrind: no invalid access, no block of
# memory that is definitely lost. Ends with "N passed, M failed". Usage: run-valgrind.sh BUILD
#
# Valgrind 3.19 has no pidfd_open(), by which helpers are watched: the daemon runs here as one whose
# helpers cannot be started, and the tests of helpers not at all. AddressSanitizer sees to those.
set -u
cd "${0%/*}/../.." || exit
build=${1:?usage: run-valgrind.sh BUILD}
valgrind=(valgrind -q --error-exitcode=99 --leak-check=full --show-leak-kinds=definite
    --errors-for-leak-kinds=definite --num-callers=20)

# The log's are the longest: first, so that the rest runs beside them.
unit_tests() {
    local files=(tests/unit/test-log-*.c) file
    for file in tests/unit/test-*.c; do
        [[ $file =~ /test-(log-.*|helper|daemon-calendars.*)\.c$ ]] || files+=("$file")
    done
    BUILD=$build WRAPPER="${valgrind[*]}" tests/tools/run-tests.sh "${files[@]}"
}

# Within a bus of its own: what a day asks of the daemon.
a_day() {
    local jsctl=$build/bin/jsctl pid
    mkdir -p "$XDG_CONFIG_HOME/jobsearchd"
    printf '%s\n' '[plan]' '[activity all-day]' 'days = daily' 'time = 00:00-24:00' 'goal = 5 tries' \
        >"$XDG_CONFIG_HOME/jobsearchd/plan.ini"
    "${valgrind[@]}" "$build/bin/jobsearchd" &
    pid=$!
    gdbus wait --session --timeout 60 org.jobsearchd1 || return
    for command in status today week start "snooze 20m" "done --count 2" undo "skip --why tired" \
        "quiet 1h" "log add all-day --minutes 5 --start 00:00" log reload; do
        # shellcheck disable=SC2086 # words
        "$jsctl" $command || return
    done
    echo 'nonsense' >>"$XDG_CONFIG_HOME/jobsearchd/plan.ini"
    "$jsctl" reload && return 1
    kill -HUP $pid
    "$jsctl" status || return
    kill -TERM $pid
    wait $pid
}

daemon() {
    local folder
    folder=$(mktemp -d)
    HOME=$folder XDG_CONFIG_HOME=$folder/config XDG_DATA_HOME=$folder/data XDG_RUNTIME_DIR=$folder \
        timeout 120 dbus-run-session --config-file=/usr/share/dbus-1/session.conf -- \
        "$0" "$build" --a-day >"$build/results/valgrind.out" 2>&1
    local status=$?
    rm -rf "$folder"
    return $status
}

if [[ ${2:-} == --a-day ]]; then
    a_day
    exit
fi
counts=$(unit_tests | tee /dev/stderr | tail -n 1)
read -r passed _ failed _ <<<"$counts"
if daemon; then
    echo "ok    jobsearchd"
    passed=$((passed + 1))
else
    echo "FAIL  jobsearchd"
    cat "$build/results/valgrind.out"
    failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[[ $failed -eq 0 ]]
