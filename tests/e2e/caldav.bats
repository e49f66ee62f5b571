# The calendar on its way through vdirsyncer and a CalDAV server to other programs and back, with
# the configuration that docs/calendars.md gives to copy.

bats_require_minimum_version 1.5.0
load lib/connected.bash

setup() { connected_setup; }
teardown() { connected_teardown; }

# The Sunday before the week: nothing of it has begun.
sunday_start() {
    daemon_start_at '2026-11-22 12:00:00' 1
    until_true published
}

shipped_plan() {
    sed '/^\[plan\]/a timezone = Europe/Berlin' "$ROOT/config/plan.ini" | plan_write
}

# What jsctl says of the week, as khal_list has it.
week_list() {
    jsctl week "$WEEK" --json |
        jq -r '.blocks[] | "\(.start[0:10]) \(.start[11:16])-\(.end[11:16]) \(.title)"' | sort
}

# A second computer: its folder, from the server alone.
laptop_sync() {
    mkdir -p "$BATS_TEST_TMPDIR/laptop"
    cat >"$BATS_TEST_TMPDIR/laptop.conf" <<CONF
[general]
status_path = "$BATS_TEST_TMPDIR/laptop-status"
[pair laptop]
a = "there"
b = "folder"
collections = ["blocks"]
[storage there]
type = "caldav"
url = "$CALDAV/"
username = "me"
password = "secret"
[storage folder]
type = "filesystem"
path = "$BATS_TEST_TMPDIR/laptop"
fileext = ".ics"
CONF
    yes | vdirsyncer -c "$BATS_TEST_TMPDIR/laptop.conf" discover
    vdirsyncer -c "$BATS_TEST_TMPDIR/laptop.conf" sync
    khal_configure laptop "$BATS_TEST_TMPDIR/laptop/blocks"
}

files() {
    find "$DATA/calendar" -type f -printf '%P %i %T@\n' | sort
}

@test "khal on another computer lists the week that jsctl lists" {
    shipped_plan
    sunday_start
    connect
    laptop_sync
    week_list >"$BATS_TEST_TMPDIR/expected"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/expected")" -ge 6 ]
    khal_list 2026-11-23 7d | sort | diff "$BATS_TEST_TMPDIR/expected" -
}

@test "the server knows the calendar's colour" {
    shipped_plan
    sunday_start
    connect
    vdirsyncer metasync
    jq -e '."ICAL:calendar-color" == "#3465a4"' "$BATS_TEST_TMPDIR"/radicale/*/me/blocks/.Radicale.props
    [ "$(cat "$DATA/calendar/displayname")" = 'Job search' ]
}

@test "what comes back from the server is what was written: nothing goes round in circles" {
    shipped_plan
    sunday_start
    connect
    files >"$BATS_TEST_TMPDIR/files"
    items blocks >"$BATS_TEST_TMPDIR/items"
    vdirsyncer_sync
    vdirsyncer_sync
    files | diff "$BATS_TEST_TMPDIR/files" -
    items blocks | diff "$BATS_TEST_TMPDIR/items" -
}

@test "an answer reaches the other computer" {
    plan_now
    daemon_start
    until_true published
    connect
    jsctl done
    until_true grep -rq X-JOBSEARCHD-OUTCOME:done "$DATA/calendar"
    vdirsyncer_sync
    laptop_sync
    khal_list today 1d | grep '✓ Practise skills'
}

@test "khal imports what jsctl exports" {
    shipped_plan
    sunday_start
    jsctl export --ics "$BATS_TEST_TMPDIR/export.ics"
    mkdir "$BATS_TEST_TMPDIR/imported"
    khal_configure imported "$BATS_TEST_TMPDIR/imported"
    khal_run import --batch -a imported "$BATS_TEST_TMPDIR/export.ics"
    week_list >"$BATS_TEST_TMPDIR/expected"
    [ "$(wc -l <"$BATS_TEST_TMPDIR/expected")" -ge 6 ]
    khal_list 2026-11-23 7d | sort | diff "$BATS_TEST_TMPDIR/expected" -
}
