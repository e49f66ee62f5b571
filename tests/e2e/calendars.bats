# The user's other calendars, as khal and vdirsyncer write them: what is busy is known at once, and
# blocks give way to it.

bats_require_minimum_version 1.5.0
load lib/daemon.bash

setup() {
    need khal vdirsyncer strace unshare
    daemon_setup
    ZONE=$(noon_zone)
    TODAY=$(TZ=$ZONE date +%F)
    TOMORROW=$(TZ=$ZONE date -d "$TODAY 12:00 + 1 day" +%F)
    VDIR=$HOME/calendars/personal
}

teardown() {
    daemon_teardown
}

# follow [PATH]...: a plan with one calendar.
follow() {
    {
        printf '[plan]\ntimezone = %s\nhours = 60h\n' "$ZONE"
        printf '[activity practice]\ndays = daily\ntime = 11:00-14:00\n'
        printf '[calendar personal]\nbuffer = 15m\n'
        printf 'path = %s\n' "$@"
    } | plan_write
}

# event NAME SUMMARY START END: its lines, as others write them; times of today's, in the plan's zone.
event() {
    printf '%s\r\n' BEGIN:VCALENDAR VERSION:2.0 PRODID:-//test//EN BEGIN:VEVENT "UID:$1" \
        DTSTAMP:20260101T000000Z "DTSTART;TZID=$ZONE:${TODAY//-/}T${3/:/}00" \
        "DTEND;TZID=$ZONE:${TODAY//-/}T${4/:/}00" "SUMMARY:$2" END:VEVENT END:VCALENDAR
}

# in_one_go FILE: what comes on standard input, as vdirsyncer and khal put it there.
in_one_go() {
    cat >"$1.tmp" && mv "$1.tmp" "$1"
}

# Names of what is busy in the week from today on, by time.
busy() {
    jsctl week "$TODAY" --json | jq -r '[.busy[].summary] | join(", ")'
}

busy_is() {
    [ "$(busy)" = "$1" ]
}

# known_soon SUMMARIES: within a second of what was done just now; another one for a busy machine.
known_soon() {
    local since=${EPOCHREALTIME/./}
    until_true busy_is "$1"
    local took=$((${EPOCHREALTIME/./} - since))
    echo "$1: after $((took / 1000)) ms"
    [ "$took" -lt 2000000 ]
}

all_is_well() {
    has_no_problem calendar-unreadable && has_no_problem calendar-file
}

khal_config() {
    cat >"$BATS_TEST_TMPDIR/khal.conf" <<CONF
[calendars]
[[personal]]
path = $VDIR
[locale]
local_timezone = $ZONE
default_timezone = $ZONE
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M
[default]
default_calendar = personal
CONF
}

@test "an appointment made in khal is known within a second, and one deleted is gone" {
    mkdir -p "$VDIR"
    khal_config
    follow "$VDIR"
    daemon_start
    busy_is ''
    khal -c "$BATS_TEST_TMPDIR/khal.conf" new -a personal "$TODAY" 15:00 16:30 Interview at Acme
    known_soon 'Interview at Acme'
    jsctl week "$TODAY" --json | jq -e --arg from "${TODAY}T15:00:00" --arg to "${TODAY}T16:30:00" \
        '.busy[0] | .calendar == "personal" and (.start | startswith($from)) and
            (.end | startswith($to))'
    khal -c "$BATS_TEST_TMPDIR/khal.conf" new -a personal "$TODAY" 09:00 09:30 Dentist
    known_soon 'Dentist, Interview at Acme'
    rm "$(grep -l 'SUMMARY:Dentist' "$VDIR"/*.ics)"
    known_soon 'Interview at Acme'
    all_is_well
}

@test "hundreds of files that vdirsyncer writes: all are known" {
    local hour minute
    mkdir -p "$BATS_TEST_TMPDIR/remote/personal" "$HOME/calendars"
    for hour in {10..14}; do
        for minute in {10..59}; do
            event "$hour$minute" "$hour$minute" "$hour:$minute" 16:00 \
                >"$BATS_TEST_TMPDIR/remote/personal/$hour$minute.ics"
        done
    done
    cat >"$BATS_TEST_TMPDIR/vdirsyncer.conf" <<CONF
[general]
status_path = "$BATS_TEST_TMPDIR/status/"
[pair p]
a = "remote"
b = "local"
collections = ["from a"]
[storage remote]
type = "filesystem"
path = "$BATS_TEST_TMPDIR/remote/"
fileext = ".ics"
[storage local]
type = "filesystem"
path = "$HOME/calendars/"
fileext = ".ics"
CONF
    follow "$HOME/calendars" # the folder above the collections
    daemon_start
    sync() { vdirsyncer -v WARNING -c "$BATS_TEST_TMPDIR/vdirsyncer.conf" "$@"; }
    n_busy_is() { [ "$(jsctl week "$TODAY" --json | jq '.busy | length')" = "$1" ]; }
    yes | sync discover
    sync sync
    until_true n_busy_is 250
    rm "$BATS_TEST_TMPDIR"/remote/personal/12*.ics
    sync sync
    until_true n_busy_is 200
    all_is_well
}

@test "a path that is not there is named, and read as soon as it is" {
    follow "$VDIR" "$HOME/one.ics"
    daemon_start
    [ "$(status '[.problems[].code | select(startswith("calendar"))] | join(" ")')" = 'calendar-unreadable calendar-unreadable' ]
    status '.problems[].text' | grep -F "$VDIR"
    event 1 Choir 18:00 19:00 >"$HOME/one.ics"
    known_soon Choir
    mkdir -p "$VDIR"
    event 2 Dentist 09:00 10:00 | in_one_go "$VDIR/2.ics"
    known_soon 'Dentist, Choir'
    all_is_well
}

@test "a bad file is named, the others count; what it said before does not" {
    mkdir -p "$VDIR"
    event 1 Choir 18:00 19:00 >"$VDIR/1.ics"
    event 2 Dentist 09:00 10:00 >"$VDIR/2.ics"
    follow "$VDIR"
    daemon_start
    known_soon 'Dentist, Choir'
    head -c 20000 /dev/urandom | in_one_go "$VDIR/2.ics"
    known_soon Choir
    has_problem calendar-file
    status '.problems[].text' | grep -F "$VDIR/2.ics"
    ln -sf 2.ics "$VDIR/3.ics" # by another name
    two_problems() { [ "$(status '.problems | length')" = 2 ]; }
    until_true two_problems
    rm "$VDIR/3.ics"
    event 2 Dentist 09:00 10:30 | in_one_go "$VDIR/2.ics"
    known_soon 'Dentist, Choir'
    has_no_problem calendar-file
}

@test "with calendars followed and read, nothing wakes" {
    mkdir -p "$VDIR"
    event 1 Choir 18:00 19:00 >"$VDIR/1.ics"
    follow "$VDIR" "$HOME/one.ics"
    daemon_start
    known_soon Choir
    has_no_child() { ! pgrep -P "$DAEMON" >/dev/null; }
    until_true has_no_child
    timeout --preserve-status 3 strace -f -o "$BATS_TEST_TMPDIR/strace.log" -p "$DAEMON" 3>&- || true
    cat "$BATS_TEST_TMPDIR/strace.log"
    [ "$(grep -c . "$BATS_TEST_TMPDIR/strace.log")" = 1 ]
    event 2 Dentist 09:00 10:00 | in_one_go "$VDIR/2.ics" # it was not deaf
    known_soon 'Dentist, Choir'
}

@test "no watch is left to be had: it is named, and jsctl reload reads" {
    mkdir -p "$VDIR"
    event 1 Choir 18:00 19:00 >"$VDIR/1.ics"
    follow "$VDIR"
    # In a namespace of users of its own, which has its own limits.
    daemon_run unshare -U --map-current-user --keep-caps \
        sh -c 'echo 8 >/proc/sys/user/max_inotify_watches && exec "$@"' - "$BUILD_DIR/bin/jobsearchd"
    until_true busy_is Choir
    status '.problems[].text' | grep 'its changes are not seen'
    event 2 Dentist 09:00 10:00 | in_one_go "$VDIR/2.ics"
    jsctl reload
    until_true busy_is 'Dentist, Choir'
}

@test "a block gives way to an appointment" {
    mkdir -p "$VDIR"
    khal_config
    plan_write <<PLAN
[plan]
timezone = $ZONE
hours = 60h
[window day]
days = daily
time = 00:00-24:00
[activity outreach]
hours = 2
window = day
block = 2h-2h
[calendar personal]
path = $VDIR
buffer = 15m
PLAN
    daemon_start
    block() { jsctl week --json | jq -r '.blocks[0] | [.start, .end] | join(" ")'; }
    local old new
    read -ra old <<<"$(block)"
    khal -c "$BATS_TEST_TMPDIR/khal.conf" new -a personal "${old[0]:0:10}" "${old[0]:11:5}" \
        "${old[1]:11:5}" Interview at Acme
    has_moved() { read -ra new <<<"$(block)" && [ "${new[0]}" != "${old[0]}" ]; }
    until_true has_moved
    # It keeps the quarter of an hour before and after free, too.
    local gap
    gap=$(($(date -d "${new[0]}" +%s) - $(date -d "${old[1]}" +%s)))
    [ "$gap" -ge 900 ] || [ "$gap" -le $((-4 * 3600 - 900)) ]
}
