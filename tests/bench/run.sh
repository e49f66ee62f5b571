#!/bin/bash
# Measures jobsearchd and jsctl on real parts: a private bus, the built programs, a folder of its own.
#
#   run.sh BUILD
#
# Prints a table, and writes the same as BUILD/results/bench.json. Nothing is held against a
# threshold, for times depend on the machine; what cannot be measured is a failure. docs/bench.md
# says what each line means. BENCH_SECONDS (60): how long the idle daemon is looked at.
set -euo pipefail
build=$(realpath "${1:?usage: run.sh BUILD}")
root=$(realpath "${0%/*}/../..")
seconds=${BENCH_SECONDS:-60}
bench=$build/tests/bench
bin=$build/bin
helpers=$build/libexec/jobsearchd
zone=Europe/Berlin
started=() # processes to end, last first

"$root/tests/tools/packages.sh" check build run test
if ! [[ -x $bench/bench-run && -x $bin/jobsearchd ]]; then
    echo "bench: $build is not built: \`make bench\` does that" >&2
    exit 1
fi
folder=$(mktemp -d "${TMPDIR:-/var/tmp}/jobsearchd-bench-XXXXXX") # a real disk: what is synced counts
results=$folder/results.tsv
log=$folder/log

fail() {
    echo "bench: $*" >&2
    tail -n 20 "$log" >&2
    exit 1
}

start() {
    "$@" </dev/null >>"$log" 2>&1 &
    started+=($!)
}

# Ends the one that was started last.
stop() {
    local pid=${started[-1]}
    unset 'started[-1]'
    kill "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}

end_all() {
    while ((${#started[@]} > 0)); do
        stop
    done
    rm -rf "$folder"
}
trap end_all EXIT
trap 'exit 1' HUP INT TERM

# until_true WHAT COMMAND...: asks ten times a second, for a minute.
until_true() {
    local what=$1 tries
    shift
    for ((tries = 0; tries < 600; tries++)); do
        ! "$@" || return 0
        sleep 0.1
    done
    fail "$what"
}

# ---- Results ----

# Lines of a bench (bench.h) as rows of the table, the group's name before them in the results.
print_rows() {
    tee >(sed "s|^|$1\t|" >>"$results") | awk -F '\t' '
        function number(x) {
            return x >= 1e6 ? sprintf("%.2f M", x / 1e6) : x >= 1e4 ? sprintf("%.1f k", x / 1e3) \
                : x >= 100 || x == 0 ? sprintf("%.0f  ", x) : sprintf("%.3g  ", x)
        }
        {
            line = sprintf("  %-46s %10s %-9s", $1, number($2), $3)
            if (NF > 3)
                line = line sprintf("%8.3g x %s", $4, $5)
            sub(/ +$/, "", line)
            print line
        }'
}

# measure GROUP COMMAND...: runs it and prints what it measured.
measure() {
    local group=$1
    shift
    "$@" >"$folder/rows" 2>>"$log" || fail "$group: failed: $*"
    [[ -s $folder/rows ]] || fail "$group: measured nothing: $*"
    print_rows "$group" <"$folder/rows"
}

title() {
    printf '\n%s\n' "$*"
}

# Times, side by side: see bench-run.c.
compare() {
    measure "$1" "$bench/bench-run" "${@:2}"
}

row() {
    printf '%s\t%s\t%s\n' "$@"
}

# ---- The parts ----

private_folders() {
    export HOME=$folder/home
    export XDG_CONFIG_HOME=$HOME/.config XDG_DATA_HOME=$HOME/.local/share
    export XDG_STATE_HOME=$HOME/.local/state XDG_CACHE_HOME=$HOME/.cache
    export XDG_RUNTIME_DIR=$folder/run
    export TZ=$zone LC_ALL=C.UTF-8
    export DBUS_SYSTEM_BUS_ADDRESS=unix:path=$folder/no-system-bus # the machine's is not ours to wait for
    unset DISPLAY WAYLAND_DISPLAY NOTIFY_SOCKET WATCHDOG_USEC
    mkdir -p "$XDG_CONFIG_HOME/jobsearchd" "$XDG_DATA_HOME/jobsearchd"
    mkdir -m 0700 "$XDG_RUNTIME_DIR"
}

# With an empty folder of services: nothing that is installed here is started by it.
start_bus() {
    mkdir "$folder/services"
    "$root/tests/tools/bus-config.sh" "$folder/bus" "$folder/services" >"$folder/bus.conf"
    export DBUS_SESSION_BUS_ADDRESS=unix:path=$folder/bus
    start dbus-daemon --config-file="$folder/bus.conf" --nofork
    until_true "no bus came up" test -S "$folder/bus"
}

start_server() {
    start "$build/tests/e2e/fake-server"
    gdbus wait --session --timeout 20 org.freedesktop.Notifications || fail "no notification server"
}

start_daemon() {
    start "$bin/jobsearchd"
    daemon=${started[-1]}
    gdbus wait --session --timeout 60 org.jobsearchd1 || fail "jobsearchd did not start"
}

# A plan whose one block runs now, in a zone where it is shortly after noon: nothing else is due for
# an hour. POSIX has the sign of these names upside down: Etc/GMT+5 lies west.
write_plan_now() {
    cat >"$XDG_CONFIG_HOME/jobsearchd/plan.ini" <<PLAN
[plan]
timezone = Etc/GMT$(printf '%+d' $(($(date -u +%-H) - 12)))
hours = 60h
[activity practice]
title = Practise skills
days = daily
time = 11:00-14:00
goal = 8h
first = Open the exercise page
PLAN
}

# Fifty activities, one after the other each weekday, every tenth every other week.
write_plan_fifty() {
    local i minute
    printf '[plan]\nhours = 80h\n'
    for ((i = 0, minute = 360; i < 50; i++, minute += 15)); do
        printf '[activity a%d]\ntitle = Activity number %d\ndays = Mon-Fri\n' $i $i
        printf 'time = %02d:%02d-' $((minute / 60)) $((minute % 60))
        printf '%02d:%02d\n' $(((minute + 15) / 60)) $(((minute + 15) % 60))
        printf 'every = %d weeks\n' $((1 + i % 10 / 9))
    done
}

has_shown() {
    grep -q '"call":"Notify"' "$log"
}

has_no_child() {
    ! pgrep -P "$daemon" >/dev/null
}

# ---- What is measured ----

bench_client() {
    title "A client's way there and back, on a private bus"
    compare client -n 300 ping "$bench/bench-ping" \
        :: "jsctl status" "$bin/jsctl" status \
        :: "jsctl status --json" "$bin/jsctl" status --json \
        :: "busctl call Ping" busctl --user call org.jobsearchd1 /org/jobsearchd1 \
        org.freedesktop.DBus.Peer Ping
}

# Every wake-up gives the processor back once more.
count_switches() {
    awk '/ctxt_switches/ { n += $2 } END { print n }' "/proc/$daemon/status"
}

cpu_nanoseconds() {
    cut -d ' ' -f 1 "/proc/$daemon/schedstat"
}

# All calls that strace sees but the one in which the daemon sleeps, begun before and not ended.
count_calls() {
    timeout "$1" strace -f -o "$folder/strace" -p "$daemon" 2>>"$log" || true
    grep -q 'epoll_wait(' "$folder/strace" || return
    echo $(($(grep -c . "$folder/strace") - 1))
}

idle_rows() {
    local switches nanoseconds calls watched=$(((seconds + 5) / 6))
    switches=$(count_switches)
    nanoseconds=$(cpu_nanoseconds)
    sleep "$seconds"
    row "wake-ups in $seconds s" $(($(count_switches) - switches)) ""
    row "processor time in $seconds s" $((($(cpu_nanoseconds) - nanoseconds) / 1000)) us
    calls=$(count_calls "$watched") || fail "strace cannot look on"
    row "system calls in $watched s, by strace" "$calls" ""
    row "threads" "$(find "/proc/$daemon/task" -mindepth 1 -maxdepth 1 | wc -l)" ""
}

# memory_rows KEY LABEL...: of the daemon, from smaps_rollup.
memory_rows() {
    while (($# > 0)); do
        row "$2" "$(awk -v key="$1:" '$1 == key { print $2 / 1024 }' "/proc/$daemon/smaps_rollup")" MB
        shift 2
    done
}

bench_idle() {
    title "The daemon at rest, after a bubble was shown and its helpers have gone"
    idle_rows >"$folder/idle-rows"
    measure idle cat "$folder/idle-rows"
    measure idle memory_rows Rss "memory: resident" Pss "memory: proportional share" \
        Private_Dirty "memory: private and written to"
}

bench_helpers() {
    title "The helpers"
    measure helpers "$bench/bench-helper" notify "$helpers/jobsearchd-notify"
    measure helpers "$bench/bench-helper" publish "$helpers/jobsearchd-calendar" "$zone" \
        "$root/config/plan.ini" "$folder/published"
}

bench_calendars() {
    title "Other people's calendars: 10,000 events, of which a tenth comes weekly"
    mkdir "$folder/calendars"
    measure calendars "$bench/bench-read" "$helpers/jobsearchd-calendar" "$folder/calendars"
}

bench_plans() {
    title "Expansion, the shipped plan's 6 blocks a week and a plan of 50 activities, in $zone"
    measure expansion "$bench/bench-expand" "$zone" shipped "$root/config/plan.ini" \
        fifty "$folder/fifty.ini"
    title "Reading"
    measure reading "$bench/bench-plan" "shipped plan" "$root/config/plan.ini" \
        "plan of 50 activities" "$folder/fifty.ini"
    title "A year's --dry-run"
    compare dry-run -n 20 -m "jobsearchd --version" "$bin/jobsearchd" --version \
        :: "shipped plan" "$bin/jobsearchd" --dry-run 2026-01-01/2027-01-01 \
        --plan "$root/config/plan.ini" \
        :: "plan of 50 activities" "$bin/jobsearchd" --dry-run 2026-01-01/2027-01-01 \
        --plan "$folder/fifty.ini"
}

# judge_placements NAME KIND COUNT: held against GLPK's optimum, weeks from the first on.
judge_placements() {
    "$build/tests/oracle/place-dump" "$2" 1 "$3" >"$folder/weeks" 2>>"$log" || fail "place-dump"
    measure placement /usr/bin/python3 "$root/tests/oracle/place-reference.py" --limit 1 \
        --rows "$1 weeks" <"$folder/weeks"
}

bench_placement() {
    title "Placement of a week, in time of the processor"
    measure placement "$bench/bench-place" 1000
    title "Placements beside the optimum, GLPK having a second a question"
    judge_placements realistic real 200
    judge_placements harsh harsh 100
}

# Their tables are their own; docs/review.md has them.
bench_reviews() {
    title "Patterns in simulated logs"
    "$bench/bench-review" || fail "bench-review"
    title "What following the suggestions does for simulated people"
    "$bench/bench-review-help" || fail "bench-review-help"
}

bench_start() {
    title "From exec to READY=1"
    "$bench/bench-log" 1000 "$(data_folder thousand)/log.db" >>"$log" || fail "bench-log"
    "$bench/bench-log" 100000 "$(data_folder many)/log.db" >>"$log" || fail "bench-log"
    data_folder empty >/dev/null
    compare start -n 10 -r "empty log" XDG_DATA_HOME="$folder/empty" "$bin/jobsearchd" \
        :: "10^3 rows (a year)" XDG_DATA_HOME="$folder/thousand" "$bin/jobsearchd" \
        :: "10^5 rows" XDG_DATA_HOME="$folder/many" "$bin/jobsearchd"
}

data_folder() {
    mkdir -p "$folder/$1/jobsearchd"
    echo "$folder/$1/jobsearchd"
}

daemon_peak_row() {
    row "jobsearchd meanwhile: peak memory" \
        "$(awk '/^VmHWM:/ { print $2 / 1024 }' "/proc/$daemon/status")" MB
}

bench_log() {
    local db=$XDG_DATA_HOME/jobsearchd/log.db
    title "A log of 10^6 rows"
    rm -f "$db"*
    measure log "$bench/bench-log" 1000000 "$db"
    start_daemon
    echo 5 >"/proc/$daemon/clear_refs" # its peak begins anew
    compare log -n 3 -m "sqlite3 -csv, the file itself" sqlite3 -csv "$db" \
        'SELECT id, activity, title, start_sec, end_sec, outcome, minutes, count, note, answered_sec,
         source FROM completion ORDER BY start_sec, id' \
        :: "jsctl log --csv, over the bus" "$bin/jsctl" log --csv
    measure log daemon_peak_row
    compare log -n 100 ping "$bench/bench-ping" :: "jsctl status" "$bin/jsctl" status
    stop
}

# The week after this one, beside appointments that fill years (events.py). calcurse and khal keep
# them in a form of their own: what that costs is not counted, nor is the daemon's reading.
agenda_configure() {
    local monday=$1
    write_plan_agenda >"$XDG_CONFIG_HOME/jobsearchd/plan.ini"
    mkdir "$folder/calcurse" "$folder/agenda"
    appointments=$("$root/tests/bench/events.py" "$folder/agenda" 10000 "$monday")
    calcurse -D "$folder/calcurse" -i "$folder/agenda/all.ics" >>"$log" 2>&1 || fail "calcurse -i"
    cat >"$folder/khal.conf" <<CONF
[calendars]
[[agenda]]
path = $folder/agenda/vdir
[locale]
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[sqlite]
path = $folder/khal.db
CONF
    peers=(
        [khal]="khal -c $folder/khal.conf list $monday 7d"
        [calcurse]="calcurse -D $folder/calcurse --input-datefmt 4 -Q --from $monday --days 7"
        [remind]="remind -q -s+1 $folder/agenda/all.rem $monday"
    )
}

write_plan_agenda() {
    cat <<PLAN
[plan]
timezone = $zone
week-start = Mon
[activity practice]
title = Practise skills
days = Mon-Fri
time = 09:00-10:30
[calendar agenda]
path = $folder/agenda/vdir
PLAN
}

# All list the same appointments, or there is nothing to compare.
is_read() {
    "$bin/jsctl" week "$1" --json | jq -e ".busy | length == $appointments" >>"$log"
}

agenda_check() {
    local peer
    until_true "jsctl week does not list $appointments appointments" is_read "$1"
    for peer in "${!peers[@]}"; do
        # shellcheck disable=SC2086 # a command's words
        [[ $(${peers[$peer]} | grep -c Appointment) == "$appointments" ]] ||
            fail "$peer does not list $appointments appointments"
    done
}

bench_agenda() {
    local monday week appointments
    local -A peers
    title "A week's agenda beside 10^4 appointments"
    monday=$(date -d 'next monday' +%F)
    week=$(date -d "$monday" +%G-W%V)
    agenda_configure "$monday"
    start_daemon
    agenda_check "$week"
    # shellcheck disable=SC2086
    compare agenda -n 20 "jsctl week" "$bin/jsctl" week "$week" \
        :: "khal list" ${peers[khal]} \
        :: "calcurse -Q" ${peers[calcurse]} \
        :: "remind -q" ${peers[remind]}
    stop
}

# cohort_folder NAME PEOPLE: 26 weeks of each, as of today.
cohort_folder() {
    "$root/tests/oracle/cohort-folders.py" "$folder/$1" "$2" 26 "$(date +%F)" 1 || fail "cohort-folders"
}

# Both rank the people alike, or there is nothing to compare.
cohort_check() {
    "$bin/jsctl" coach "$1" --json |
        jq -r '.people[] | [.name, .folder, .reason, .weight, .trend] | @tsv' |
        cmp - <("$root/tests/oracle/cohort.py" "$1" "$(date +%F)") >>"$log" ||
        fail "the oracle ranks people in another order"
}

bench_cohort() {
    title "A coach's 2,000 people, 26 weeks each"
    cohort_folder cohort 2000
    compare cohort -n 5 -m "grep -rc, the same files" grep -rc X-JOBSEARCHD-SHARE "$folder/cohort" \
        :: "jsctl coach" "$bin/jsctl" coach "$folder/cohort" \
        :: "its reader alone" "$helpers/jobsearchd-calendar" coach "$folder/cohort"
    title "... and 100 of them, beside python3-icalendar"
    cohort_folder hundred 100
    cohort_check "$folder/hundred"
    compare cohort -n 2 -m "jsctl coach" "$bin/jsctl" coach "$folder/hundred" \
        :: "python3-icalendar and the same rule" "$root/tests/oracle/cohort.py" "$folder/hundred" \
        "$(date +%F)"
}

# ---- All of it ----

describe_machine() {
    printf '%s, %s cores, Linux %s, %s; %s\n' \
        "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)" "$(nproc)" "$(uname -r)" \
        "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release)" "$("$bin/jobsearchd" --version)"
}

write_json() {
    mkdir -p "$build/results"
    jq -n -R --arg machine "$machine" --arg date "$(date -u +%FT%TZ)" '{
        schema: 1, date: $date, machine: $machine,
        results: [inputs / "\t" | {group: .[0], what: .[1], value: (.[2] | tonumber), unit: .[3],
                                   ratio: (.[4] // null | if . then tonumber else . end),
                                   than: .[5]}]
    }' <"$results" >"$build/results/bench.json"
}

machine=$(describe_machine)
printf '%s\n' "$machine"
private_folders
start_bus
start_server
write_plan_now
write_plan_fifty >"$folder/fifty.ini"
start_daemon
until_true "no bubble was shown" has_shown
"$bin/jsctl" start >>"$log" || fail "jsctl start failed"
until_true "the helpers do not end" has_no_child

bench_client
until_true "the helpers do not end" has_no_child
bench_idle
stop
bench_helpers
bench_calendars
bench_plans
bench_placement
bench_reviews
bench_start
bench_agenda
bench_cohort
bench_log
write_json
title "The same as JSON: ${build#"$PWD/"}/results/bench.json"
