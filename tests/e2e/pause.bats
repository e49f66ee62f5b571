# What the user declares off: pauses, light days, fresh starts.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash

setup() {
    daemon_setup
    export TZ=Europe/Berlin
    {
        printf '[plan]\ntimezone = Europe/Berlin\nhours = 40\nnag = 0\nremind = 0\ngrace = 5m\n'
        cat <<'PLAN'
[window morning]
days = Mon-Fri
time = 09:00-12:00
[activity outreach]
title = Outreach
hours = 4
window = morning
block = 1h-2h
priority = 5
[activity practice]
title = Practise skills
days = Mon-Fri
time = 12:30-12:40
PLAN
    } | plan_write
}

teardown() {
    daemon_teardown
    desktop_stop
}

# blocks DAY: what lies there.
blocks() {
    jsctl week --json | jq -r --arg day "$1" \
        '.blocks[] | select(.start | startswith($day)) | "\(.activity) \(.start[11:16])-\(.end[11:16]) \(.outcome)"'
}

@test "a pause excuses its blocks where they lie, and ends when told" {
    daemon_start_at '2026-11-23 08:00:00' 1
    blocks 2026-11-24 >"$BATS_TEST_TMPDIR/tuesday"
    [ "$(cat "$BATS_TEST_TMPDIR/tuesday")" = $'outreach 09:00-11:00 open\npractice 12:30-12:40 open' ]
    run -0 jsctl pause 2026-11-24..2026-11-25 --note ill
    [ "$output" = 'Paused: Tue 24 Nov to Wed 25 Nov. Its blocks are excused; goals scale down. End it: jsctl resume' ]
    sed 's/open/excused/' "$BATS_TEST_TMPDIR/tuesday" | diff - <(blocks 2026-11-24)
    # Nothing is made up for on other days.
    jsctl week --json | jq -e '[.blocks[] | select(.activity == "outreach")] | length == 2'
    # Nothing is written before its time comes, so that an early end leaves no trace.
    [ "$(sqlite3 -readonly "$DATA/log.db" "SELECT count(*) FROM completion WHERE outcome = 'excused'")" = 0 ]
    run -0 jsctl resume
    [ "$output" = 'The plan goes on. What was excused so far stays so.' ]
    diff "$BATS_TEST_TMPDIR/tuesday" <(blocks 2026-11-24)
    run -0 jsctl resume
    [ "$output" = 'There was no pause and no light day.' ]
}

@test "in a pause nothing is asked; what it excused is in the log, also over a restart" {
    server
    daemon_start_at '2026-11-24 08:00:00' 1
    jsctl pause
    jsctl status --json | jq -e '.paused == {"from": "2026-11-24T00:00:00+01:00", "to": "2026-11-25T00:00:00+01:00"}'
    [[ $(jsctl status) == *'Paused until'* ]]
    daemon_stop
    daemon_start_at '2026-11-24 12:29:50' 60
    clock_passes '2026-11-24 12:50:00'
    daemon_stop
    daemon_start_at '2026-11-25 08:00:00' 1
    jsctl log --json | jq -e '.entries | length == 2 and all(.[]; .outcome == "excused" and .source == "pause")'
    # The day after is as planned.
    [ "$(blocks 2026-11-25)" = 'practice 12:30-12:40 open' ] ||
        [ "$(blocks 2026-11-25)" = $'outreach 09:00-11:00 open\npractice 12:30-12:40 open' ]
    run ! grep -q Notify "$BATS_TEST_TMPDIR/server.log"
}

@test "a light day keeps what matters most, at its minimum" {
    daemon_start_at '2026-11-23 08:00:00' 1
    run -0 jsctl light 2026-11-24
    [[ $output == 'A light day: Tue 24 Nov.'* ]]
    [ "$(blocks 2026-11-24)" = $'outreach 09:00-09:15 open\npractice 12:30-12:40 excused' ]
    until_true published
    grep -q 'DTEND.*20261124T091500' "$DATA"/calendar/outreach_2026-W48_*.ics
    jsctl resume
    [ "$(blocks 2026-11-24)" = $'outreach 09:00-11:00 open\npractice 12:30-12:40 open' ]
    run -0 jsctl light 2026-11-24..2026-11-25
    [[ $output == 'Light days: Tue 24 Nov to Wed 25 Nov.'* ]]
    # What was done lightly does not bring the rest of the day back.
    jsctl skip outreach/2026-W48/1
    [ "$(blocks 2026-11-24 | grep practice)" = 'practice 12:30-12:40 excused' ]
}

@test "a fresh start excuses what lies behind, and can be undone" {
    printf '[plan]\ntimezone = Europe/Berlin\n[activity practice]\ndays = daily\ntime = 11:00-12:01\n' |
        plan_write
    daemon_start_at '2026-11-24 12:00:30' 30
    run -0 jsctl fresh
    [ "$output" = 'Nothing was open. A fresh start all the same.' ]
    clock_passes '2026-11-24 12:02:00'
    run -0 jsctl fresh
    [ "$output" = 'A fresh start: 1 open block is excused.' ]
    jsctl log --json | jq -e 'any(.entries[]; .id == "practice/2026-11-24/1" and .outcome == "excused" and .source == "fresh")'
    jsctl undo
    jsctl log --json | jq -e 'any(.entries[]; .id == "practice/2026-11-24/1" and .outcome == "open")'
}

@test "what makes no sense is refused" {
    daemon_start_at '2026-11-23 08:00:00' 1
    run -1 jsctl pause tomorrow
    [[ $output == *'days must be empty for today, a date'* ]]
    run -1 jsctl pause 2026-11-25..2026-11-24
    run -1 jsctl pause 2026-11-01
    [[ $output == *'over a week behind'* ]]
    run -1 jsctl pause 2026-11-24..2028-11-24
    run -1 jsctl light 2026-11-24..2028-11-24
    run -1 jsctl light 2026-11-25..2026-11-24
    run -2 jsctl resume now
    jsctl status --json | jq -e '.paused == null'
}
