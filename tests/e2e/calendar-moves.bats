# Blocks moved and deleted in the published folder, as khal does it, while they run, when they are
# over, and taken back.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash
load lib/connected.bash

setup() {
    daemon_setup
    need /usr/bin/python3
    export TZ=Europe/Berlin
    server
    week_plan
}

teardown() {
    daemon_teardown
    desktop_stop
}

# On the Tuesday of $WEEK: outreach runs, practice comes.
tuesday_start() {
    daemon_start_at "2026-11-23 18:00:00" 1
    until_true lies_at "$OUTREACH" 2026-11-24T09:00
    until_true published
    daemon_stop
    daemon_start_at "2026-11-24 $1:00" 1
    until_true published
}

# as_program ID CODE: another program edits our item.
as_program() {
    "$ROOT/tests/tools/edit-ics.py" "$DATA/calendar/${1//\//_}.ics" "$2"
}

ends_at() {
    [ "$(of_block "$1" '.end[0:16]')" = "$2" ]
}

@test "a running block that is lengthened goes on until then, and undo takes that back" {
    tuesday_start 14:10
    as_program practice/1 \
        "override(at('2026-11-24T14:00'), at('2026-11-24T14:00'), at('2026-11-24T16:00'))"
    until_true ends_at practice/2026-11-24/1 2026-11-24T16:00
    [ "$(status '.current | .id, .end[11:16]' | paste -sd' ')" = 'practice/2026-11-24/1 16:00' ]
    until_true published
    here_says practice/1 '^DTEND;TZID=Europe/Berlin:20261124T160000'
    jsctl undo
    ends_at practice/2026-11-24/1 2026-11-24T15:00
}

@test "a block that is moved to where it is over stays there, and waits for its answer" {
    tuesday_start 08:00
    as_program "$OUTREACH" "move(master, at('2026-11-24T06:00'), at('2026-11-24T07:30'))"
    until_true lies_at "$OUTREACH" 2026-11-24T06:00
    until_true published
    here_says "$OUTREACH" '^DTSTART;TZID=Europe/Berlin:20261124T060000'
    [ "$(status .open)" = 1 ]
    jsctl done "$OUTREACH"
    log_json '.entries[0] | [.id, .outcome, .minutes]' | grep -F "[\"$OUTREACH\",\"done\",90]"
}

@test "a deletion that is taken back leaves a block that moves as any other" {
    tuesday_start 07:00
    rm "$DATA/calendar/${OUTREACH//\//_}.ics"
    until_true has_outcome "$OUTREACH" skipped
    jsctl undo
    until_true here_says "$OUTREACH" '^DTSTART;TZID=Europe/Berlin:20261124T090000'
    cat >"$XDG_DATA_HOME/calendars/personal/1.ics" <<'ICS'
BEGIN:VCALENDAR
BEGIN:VEVENT
UID:1
DTSTART;TZID=Europe/Berlin:20261124T090000
DTEND;TZID=Europe/Berlin:20261124T093000
SUMMARY:Dentist
END:VEVENT
END:VCALENDAR
ICS
    until_true lies_at "$OUTREACH" 2026-11-24T09:45
    has_outcome "$OUTREACH" open
}
