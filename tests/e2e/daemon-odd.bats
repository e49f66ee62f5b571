# The daemon in odd moments: things said twice, clocks that were wrong, those who told of silence
# gone, a disk that comes back, activities that change their name.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash

setup() {
    daemon_setup
}

teardown() {
    daemon_teardown
    desktop_stop
}

# value NAME [SECONDS]: what the log keeps under that name.
value() {
    if [ $# -gt 1 ]; then
        sqlite3 "$DATA/log.db" "INSERT OR REPLACE INTO value VALUES ('$1', $2)"
    else
        sqlite3 "$DATA/log.db" "SELECT value FROM value WHERE name = '$1'"
    fi
}

entries() {
    jsctl log --json | jq -c "[.entries[] | $1]"
}

is_missed() {
    [ "$(entries .outcome)" = '["missed"]' ]
}

signals() {
    grep -c "$1" "$BATS_TEST_TMPDIR/signals.log"
}

two_hours() {
    plan_write <<'PLAN'
[plan]
timezone = UTC
remind = 0
nag = 0
grace = 1h
[activity practice]
days = daily
time = 09:00-11:00
[activity blog]
days = daily
time = 20:00-21:00
PLAN
    daemon_start_at "$@"
}

# ---- Said twice ----

@test "a block that is started twice began the first time" {
    two_hours '2026-11-24 09:00:00' 300
    jsctl start
    local first
    first=$(status .current.started_at)
    clock_passes '2026-11-24 09:10:00'
    jsctl start
    [ "$(status .current.started_at)" = "$first" ]
    jsctl start practice/2026-11-24/1
    [ "$(status .current.started_at)" = "$first" ]
    jsctl undo
    [ "$(status .current.started_at)" = null ]
}

@test "unplanned work that is started twice is one" {
    two_hours '2026-11-24 12:00:00' 1
    jsctl start blog
    jsctl start blog
    [ "$(entries .id)" = '["blog/+1"]' ]
    jsctl done
    jsctl start blog --for 45m
    jsctl start blog
    [ "$(entries .id)" = '["blog/+1","blog/+2"]' ]
}

@test "unplanned work ends once, and runs beside the block" {
    two_hours '2026-11-24 09:30:00' 60
    bus_listen
    jsctl start blog --for 30m
    [ "$(status .current.id)" = practice/2026-11-24/1 ]
    [ "$(status .unplanned.id)" = blog/+1 ]
    clock_passes '2026-11-24 09:33:00'
    jsctl done
    bus_says 'BlockEnded.*blog/.1'
    jsctl start blog
    clock_passes '2026-11-24 09:36:00'
    jsctl done
    bus_says 'BlockEnded.*blog/.2'
    clock_passes '2026-11-24 09:40:00'
    jsctl snooze practice/2026-11-24/1
    bus_says 'LogChanged.*practice'
    [ "$(signals 'BlockStarted.*blog/')" = 2 ]
    [ "$(signals 'BlockEnded.*blog/')" = 2 ]
}

@test "a missed block that is started late is open until it is answered, or its grace has gone" {
    two_hours '2026-11-24 08:59:00' 1200
    bus_listen
    bus_says 'LogChanged.*practice'
    jsctl start practice/2026-11-24/1
    [ "$(entries '[.outcome, .minutes]')" = '[["open",null]]' ]
    until_true is_missed
    run -1 jsctl snooze practice/2026-11-24/1
    [[ $output == *'is over (not answered)'* ]]
}

# ---- Wrong clocks ----

@test "quiet until next year is the word of a wrong clock" {
    server
    plan_now
    daemon_start
    expect_bubble '.summary | test("^Practise skills")'
    daemon_stop
    value quiet-until "$(($(date +%s) + 400 * 86400))"
    daemon_start
    [ "$(status .quiet_until)" = null ]
    canary_add
    expect_bubble '.replaces == 1'
    expect_bubble '.summary | test("^Canary")'
}

@test "a clock that was in 1970: nothing from before the first run is missed for that" {
    two_hours '2026-11-24 12:00:00' 1
    daemon_stop
    value last-look 0
    daemon_start_again
    jsctl reload
    [ "$(entries .id)" = '[]' ]
}

# ---- Who told of silence is gone ----

@test "the system bus is lost while the session is locked: no silence for ever" {
    server
    system_bus_start
    logind_start
    plan_now
    daemon_start
    expect_bubble '.summary | test("^Practise skills")'
    logind_lock true
    bus_listen
    canary_add
    bus_says PlanChanged
    kill "$SYSTEM_BUS_PID"
    expect_bubble '.summary | test("^Canary")'
}

@test "the screen locker dies while it locks: no silence for ever" {
    server
    desktop_run locker /usr/bin/python3 -m dbusmock --session org.freedesktop.ScreenSaver \
        /ScreenSaver org.freedesktop.ScreenSaver
    local locker=${DESKTOP_PIDS[-1]}
    wait_for_name org.freedesktop.ScreenSaver
    plan_now
    daemon_start
    expect_bubble '.summary | test("^Practise skills")'
    gdbus call --session -d org.freedesktop.ScreenSaver -o /ScreenSaver \
        -m org.freedesktop.DBus.Mock.EmitSignal org.freedesktop.ScreenSaver ActiveChanged b '[<true>]'
    jsctl status >/dev/null
    canary_add
    daemon_says 'Plan "Plan" taken.*' 2
    desktop_end "$locker"
    expect_bubble '.summary | test("^Canary")'
}

# ---- The log ----

@test "a log that can be had again knows the first run, and the calendar waits for it" {
    plan_now
    mkdir -p "$DATA/log.db"
    daemon_start
    run -1 jsctl done
    [[ $output == *'Not saved'* ]]
    has_problem log-not-saved
    [ ! -e "$DATA/calendar" ]
    rmdir "$DATA/log.db"
    jsctl done
    has_no_problem log-not-saved
    [ -n "$(value first-run)" ]
    until_true test -e "$DATA/jobsearchd.ics"
    grep -q "$(value install-id)" "$DATA/jobsearchd.ics"
}

@test "a start that fails says why" {
    plan_now
    run -1 env -u HOME -u XDG_DATA_HOME "$BUILD_DIR/bin/jobsearchd"
    [[ $output == *'Cannot start: '* ]]
}

# ---- The plan ----

@test "an activity changes its name while its block runs: the same block goes on" {
    server
    plan_now
    daemon_start
    expect_bubble '.summary | test("^Practise skills")'
    sed -i 's/^\[activity practice\]/[activity exercise]\nformerly = practice/' "$PLAN"
    jsctl reload
    [ "$(status .current.id)" = "$BLOCK" ]
    [ "$(jsctl today --json | jq -c '[.blocks[].id]')" = "[\"$BLOCK\"]" ]
    expect_silence
    jsctl done
    jsctl today --json | jq -e --arg id "$BLOCK" '.blocks | map(.id) | index($id) != null'
    jsctl log --json | jq -e --arg id "$BLOCK" '.entries == [.entries[] | select(.id == $id)]'
}

@test "the plan's folder is put aside and made anew" {
    plan_now
    daemon_start
    mv "${PLAN%/*}" "${PLAN%/*}.aside"
    plan_now 'name = Another'
    daemon_says 'Plan "Another" taken'
    sed -i 's/Another/Third/' "$PLAN"
    daemon_says 'Plan "Third" taken'
}
