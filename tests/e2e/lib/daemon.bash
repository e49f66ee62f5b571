# The built daemon and client in a test, on the bus that bus.bash makes.
#
#   setup()    { daemon_setup; }            a bus, private folders, no plan yet
#   teardown() { daemon_teardown; }         ends all; keeps the logs of a test that failed
#
#   plan_write <<PLAN                       the plan file: what comes on standard input
#   plan_now [LINE]...                      a plan whose one block runs now: $BLOCK; lines for [plan]
#   daemon_start [ARGUMENT]...              starts it and waits until it has its name
#   daemon_start_at TIME SPEED [ARG]...     the same on a clock of its own, SPEED times as fast, that
#                                           begins at TIME (as date(1) reads it, in TZ)
#   daemon_start_again [ARG]...             once more, that clock going on
#   daemon_start_mounted MOUNT PATH [NAME=VALUE]...   the same with a mount of its own; see there
#   clock_passes TIME                       waits until it is TIME by that clock
#   daemon_stop                             SIGTERM; its exit status is in $STATUS
#   daemon_says PATTERN                     waits for a line of its log: $SAID
#   bus_says PATTERN                        waits for a line of what `bus_listen` hears
#   jsctl ARGUMENT...                       the built client
#   published                               what the last change gives is in the calendar's folder
#   until_true COMMAND...                   where nothing tells of a change: asks, bounded
#
# Waiting is for what happens, never for a time: what never happens ends a test after $PATIENCE.

load lib/bus.bash
load lib/talk.bash

PATIENCE=${PATIENCE:-20}
TALK_TIMEOUT=$PATIENCE

daemon_setup() {
    need jq gdbus busctl
    start_bus
    PLAN=$XDG_CONFIG_HOME/jobsearchd/plan.ini
    DATA=$XDG_DATA_HOME/jobsearchd
    LOG=$BATS_TEST_TMPDIR/daemon.log
    DAEMON=
    mkdir -p "${PLAN%/*}"
    : >"$LOG"
}

daemon_teardown() {
    daemon_end
    talk_stop
    [ -z "${LISTENER:-}" ] || kill "$LISTENER" 2>/dev/null || true
    stop_bus
    [ -n "${BATS_TEST_COMPLETED:-}" ] || logs_keep
}

# What a test that failed leaves: its logs on the screen, and with screenshots in the build folder.
logs_keep() {
    local file name kept
    name=$(basename "$BATS_TEST_FILENAME" .bats)-$BATS_TEST_NUMBER
    kept=$BUILD_DIR/e2e-failed/$name
    rm -rf "$kept" && mkdir -p "$kept"
    for file in "$BATS_TEST_TMPDIR"/*.{log,err,png,json}; do
        [ -s "$file" ] || continue
        cp "$file" "$kept/"
        case $file in *.log | *.err)
            echo "---- $(basename "$file")"
            tail -n 40 "$file"
            ;;
        esac
    done
    echo "---- kept in $kept"
}

jsctl() {
    "$BUILD_DIR/bin/jsctl" "$@"
}

# ---- Plans ----

plan_write() {
    mkdir -p "${PLAN%/*}"
    cat >"$PLAN"
}

# A zone in which it is between 12:00 and 13:00 now, so that no test meets a midnight. POSIX has the
# sign of these names upside down: Etc/GMT+5 lies west.
noon_zone() {
    printf 'Etc/GMT%+d' $(($(date -u +%-H) - 12))
}

plan_now() {
    ZONE=$(noon_zone)
    TODAY=$(TZ=$ZONE date +%F)
    BLOCK=practice/$TODAY/1
    {
        printf '[plan]\ntimezone = %s\nhours = 60h\n' "$ZONE"
        printf '%s\n' "$@"
        printf '[activity practice]\ntitle = Practise skills\ndays = daily\ntime = 11:00-14:00\n'
        printf 'first = Open the exercise page\n'
    } | plan_write
}

# ---- The daemon ----

# Under "$@", in the background; waits for its name on the bus.
daemon_run() {
    "$@" >>"$LOG" 2>&1 3>&- &
    DAEMON=$!
    gdbus wait --session --timeout "$PATIENCE" org.jobsearchd1
}

daemon_start() {
    daemon_run "$BUILD_DIR/bin/jobsearchd" "$@"
}

# With a mount of its own, which MOUNT (a line of sh that has "$0") makes of PATH before it starts.
# Who is not root may mount in a namespace of users of his own, as whom he is.
daemon_start_mounted() {
    local mount=$1 path=$2
    shift 2
    MOUNT_NAMESPACE=(-m)
    [ "$(id -u)" = 0 ] || MOUNT_NAMESPACE=(-U -m --preserve-credentials)
    local make=(-m)
    [ "$(id -u)" = 0 ] || make=(--map-current-user --keep-caps -m)
    daemon_run env "$@" unshare "${make[@]}" sh -c "$mount"' && shift && exec "$@"' "$path" - \
        "$BUILD_DIR/bin/jobsearchd"
}

# There, where the daemon is.
daemon_there() {
    nsenter -t "$DAEMON" "${MOUNT_NAMESPACE[@]}" "$@"
}

# The clock of clock.c from now on; a daemon that is started again goes on with it.
clock_start() {
    CLOCK="$(date -d "$1" +%s) $(cut -d' ' -f1 /proc/uptime) $2"
    CLOCK_LIBRARY=$BUILD_DIR/tests/e2e/clock.so
    [ "$CLOCK_LIBRARY" -nt "$BATS_TEST_DIRNAME/lib/clock.c" ] && return
    mkdir -p "${CLOCK_LIBRARY%/*}"
    cc -O2 -Wall -Wextra -Werror -shared -fPIC -o "$BATS_TEST_TMPDIR/clock.so" \
        "$BATS_TEST_DIRNAME/lib/clock.c"
    mv "$BATS_TEST_TMPDIR/clock.so" "$CLOCK_LIBRARY"
}

daemon_start_at() {
    clock_start "$1" "$2"
    shift 2
    daemon_start_again "$@"
}

daemon_start_again() {
    daemon_run env CLOCK="$CLOCK" LD_PRELOAD="$CLOCK_LIBRARY" "$BUILD_DIR/bin/jobsearchd" "$@"
}

# clock_passes TIME: waits until it is that time by the daemon's clock, and is not asked how.
clock_passes() {
    # shellcheck disable=SC2086
    sleep "$(awk -v at="$(date -d "$1" +%s)" -v now="$(cut -d' ' -f1 /proc/uptime)" \
        '{ wait = $2 + (at - $1) / $3 - now; print (wait > 0 ? wait : 0) }' <<<"$CLOCK")"
}

# Waits for its end; $STATUS is how. (bash reaps a child in the background while it waits for another
# program: then its pid is gone and tail ends.)
daemon_wait() {
    timeout "$PATIENCE" tail --pid="$DAEMON" -s 0.02 -f /dev/null || kill -KILL "$DAEMON"
    STATUS=0
    wait "$DAEMON" || STATUS=$?
    DAEMON=
}

daemon_stop() {
    kill "$DAEMON"
    daemon_wait
}

daemon_end() {
    [ -n "${DAEMON:-}" ] || return 0
    kill -CONT "$DAEMON" 2>/dev/null || true
    kill -KILL "$DAEMON" 2>/dev/null || true
    wait "$DAEMON" 2>/dev/null || true
    DAEMON=
}

# ---- Waiting ----

# file_says FILE PATTERN [FROM]: the first line from line FROM (1) on that matches, also one that is
# still to be written; in $SAID. $SAID_LINE is the line after it: the next FROM.
file_says() {
    local file=$1 pattern=$2 from=${3:-1} line fd follower
    SAID='' SAID_LINE=$from
    exec {fd}< <(exec tail -n "+$from" -s 0.05 -f "$file" 3>&-)
    follower=$!
    while IFS= read -r -t "$PATIENCE" -u "$fd" line; do
        SAID_LINE=$((SAID_LINE + 1))
        if [[ $line =~ $pattern ]]; then
            SAID=$line
            break
        fi
    done
    kill "$follower" 2>/dev/null || true
    exec {fd}<&-
    [ -n "$SAID" ] && return
    echo "$(basename "$file"): no line from $from on has: $pattern" >&2
    return 1
}

daemon_says() {
    file_says "$LOG" "$@"
}

# Listens to what the daemon tells: bus_says waits for a line of gdbus's.
bus_listen() {
    : >"$BATS_TEST_TMPDIR/signals.log"
    gdbus monitor --session -d org.jobsearchd1 >"$BATS_TEST_TMPDIR/signals.log" 2>&1 3>&- &
    LISTENER=$!
    file_says "$BATS_TEST_TMPDIR/signals.log" 'org.jobsearchd1'
}

bus_says() {
    file_says "$BATS_TEST_TMPDIR/signals.log" "$@"
}

until_true() {
    local end=$((SECONDS + PATIENCE))
    until "$@"; do
        ((SECONDS < end)) || {
            echo "it never came true: $*" >&2
            return 1
        }
        sleep 0.05
    done
}

# stays_below KIB PEAK: what a program took at most. A sanitizer's shadow is not counted against it.
stays_below() {
    grep -q __asan_init "$BUILD_DIR/bin/jobsearchd" || [ "$2" -lt "$1" ]
}

peak_kib() {
    awk '/^VmHWM/ { print $2 }' "/proc/$1/status"
}

# ---- What the daemon knows ----

# A value of `jsctl VERB --json`: asks jq for it.
status() {
    jsctl status --json | jq -r "$1"
}

log_json() {
    jsctl log --json | jq -c "$1"
}

has_problem() {
    jsctl status --json | jq -e --arg code "$1" '.problems | any(.code == $code)' >/dev/null
}

has_no_problem() {
    ! has_problem "$1"
}

# The helpers that compare and publish have come and gone. Nothing tells of that: it is asked for, by
# the fifteen letters that the kernel keeps of a name also when a process has ended.
published() {
    [ -s "$DATA/jobsearchd.ics" ] && ! pgrep -P "$DAEMON" -x jobsearchd-cale >/dev/null
}
