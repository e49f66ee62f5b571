# The whole way of a block, on real parts: the plan's line, the bubble on a real server, the answer
# by a real button or by jsctl, the log, and what jsctl reads of it.

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

# logged BLOCK OUTCOME FILTER: the log's only entry is that.
logged() {
    jsctl log --json | jq -e --arg id "$1" --arg outcome "$2" '.entries
        | length == 1 and (.[0] | .id == $id and .outcome == $outcome and ('"${3:-true}"'))' && return
    jsctl log --json
    return 1
}

@test "dunst shows the block that runs now, with all that belongs to it" {
    screen_start
    dunst_start
    plan_now
    daemon_start
    dunst_shows $'^Practise skills: started [0-9]+ min ago\tNORMAL\tx-jobsearchd.start\tjobsearchd\t'
    dunst_press nothing
    file_says "$BATS_TEST_TMPDIR/dunst/menu" '^#Start \('
    file_says "$BATS_TEST_TMPDIR/dunst/menu" '^#Snooze 10 min \('
    file_says "$BATS_TEST_TMPDIR/dunst/menu" '^#Skip \('
    dunst_history | jq -e '.data[0] | length == 1 and (.[0] | .appname.data == "jobsearchd"
        and .body.data == "11:00–14:00\nFirst: Open the exercise page\njsctl start|snooze|skip '"$BLOCK"'")'
}

@test "a button that is pressed in dunst is in the log" {
    screen_start
    dunst_start
    plan_now
    daemon_start
    bus_listen
    dunst_shows '^Practise skills'
    dunst_press '#Skip'
    bus_says LogChanged
    logged "$BLOCK" skipped '.source == "bubble" and .title == "Practise skills" and .answered_at != null'
    dunst_has 0
}

@test "a real button, clicked on with the mouse, is in the log" {
    screen_start
    banners_start
    plan_now
    daemon_start
    bus_listen
    banners_press 1
    bus_says LogChanged
    logged "$BLOCK" open '.source == "bubble"'
    [ "$(status .current.started_at)" != null ]
    until_true banners_are_gone

    daemon_stop
    rm "$DATA"/log.db*
    daemon_start
    banners_press 3
    until_true logged "$BLOCK" skipped '.source == "bubble"'
    until_true banners_are_gone
}

@test "what jsctl answers closes the bubble on the screen" {
    screen_start
    dunst_start
    plan_now
    daemon_start
    dunst_shows '^Practise skills'
    dunst_has 1
    run jsctl done
    [[ $output == 'Marked done: Practise skills, 11:00-14:00 (180 min). Undo: jsctl undo' ]]
    dunst_has 0
    logged "$BLOCK" done '.minutes == 180 and .source == "jsctl"'
}

@test "done, partial and skip: each replaces the one before, and undo brings that back" {
    plan_now
    daemon_start
    jsctl done --minutes 50 --count 3 --note 'page 12'
    logged "$BLOCK" done '.minutes == 50 and .count == 3 and .note == "page 12"'
    jsctl partial "$BLOCK"
    logged "$BLOCK" partial '.minutes == 90'
    jsctl skip "$BLOCK" --why tired
    logged "$BLOCK" skipped '.minutes == 0'
    jsctl undo
    logged "$BLOCK" partial '.minutes == 90'
    jsctl undo
    logged "$BLOCK" done '.minutes == 50 and .count == 3 and .note == "page 12"'
    jsctl undo
    logged "$BLOCK" open '.minutes == null'
    run -1 jsctl undo
    [[ $output == *'could be taken back'* ]]
}

@test "start, and done counts the minutes since" {
    plan_now
    daemon_start
    jsctl start
    [ "$(status .current.started_at)" != null ]
    jsctl done
    logged "$BLOCK" done '.minutes <= 1'
}

@test "an activity that has no block now is unplanned work until done" {
    plan_now
    printf '[activity blog]\ndays = daily\ntime = 15:00-16:00\n' >>"$PLAN"
    daemon_start
    jsctl start blog
    [ "$(status .unplanned.id)" = blog/+1 ]
    jsctl done
    [ "$(status .unplanned)" = null ]
    jsctl log --json | jq -e '.entries | any(.id == "blog/+1" and .outcome == "done")'
}

@test "snooze closes the bubble, quiet keeps the next ones back" {
    server
    plan_now
    daemon_start
    expect_bubble '.hints.category == "x-jobsearchd.start"'
    jsctl snooze 10m
    expect_close
    jsctl quiet 1h
    [ "$(jsctl status --json | jq '.open')" = 0 ]
    canary_add
    jsctl reload
    jsctl quiet off
    expect_bubble '.summary | test("^Canary")'
}

@test "a day by itself: remind, start, nag, question, missed, in this order, in one bubble" {
    server
    plan_write <<PLAN
[plan]
timezone = Europe/Berlin
remind = 5m
nag = 6m
grace = 5m
[activity practice]
title = Practise skills
days = daily
time = 09:00-09:20
PLAN
    TZ=Europe/Berlin daemon_start_at '2026-11-24 08:54:00' 300
    bus_listen
    expect_bubble '.summary == "Practise skills in 5 min" and .replaces == 0
        and .hints.category == "x-jobsearchd.remind"'
    expect_bubble '.summary == "Now: Practise skills" and .replaces == 1
        and .actions == ["start", "Start", "snooze", "Snooze 10 min", "skip", "Skip"]'
    expect_bubble '(.summary | test("^Practise skills: started [67] min ago$")) and .replaces == 1'
    expect_bubble '.summary == "Practise skills: how did it go?" and .replaces == 1
        and .actions == ["done", "Done", "partial", "Partly", "skip", "Skip"]
        and (.body | contains("jsctl done|partial|skip practice/2026-11-24/1"))'
    expect_close '.id == 1'
    # 300 times as fast, a second is over in 3 ms.
    logged practice/2026-11-24/1 missed '.source == "daemon"
        and (.answered_at | test("^2026-11-24T09:2[56]:[0-9]{2}[+]01:00$"))
        and .start == "2026-11-24T09:00:00+01:00" and .end == "2026-11-24T09:20:00+01:00"'
    bus_says 'BlockStarted.*practice/2026-11-24/1'
    bus_says 'BlockEnded.*practice/2026-11-24/1' "$SAID_LINE"
}

@test "the question at the end is answered by its button" {
    server
    plan_write <<PLAN
[plan]
timezone = Europe/Berlin
[activity practice]
title = Practise skills
days = daily
time = 09:00-09:05
remind = 0
nag = 0
PLAN
    TZ=Europe/Berlin daemon_start_at '2026-11-24 08:59:00' 300
    expect_bubble '.summary == "Now: Practise skills"'
    expect_bubble '.summary == "Practise skills: how did it go?"'
    say server "action $(field .id) partial"
    expect_close
    logged practice/2026-11-24/1 partial '.source == "bubble" and .minutes == 2'
}

@test "the log outlives the daemon, and nothing is said twice" {
    server
    plan_now
    daemon_start
    expect_bubble '.hints.category == "x-jobsearchd.start"'
    jsctl done --note 'before the restart'
    expect_close
    daemon_stop
    [ "$STATUS" = 0 ]
    daemon_start
    logged "$BLOCK" done '.note == "before the restart"'
    expect_silence
}

@test "what was said is not said again after a restart, nor what was dismissed" {
    server
    plan_now
    daemon_start
    expect_bubble '.id == 1'
    say server 'close 1 2'
    canary_add
    expect_bubble '.summary | test("^Canary")'
    say server 'close 2 2'
    jsctl status >/dev/null
    daemon_stop
    sed -i 's/canary/canary2/; s/Canary/Other/; s/14:00-15:00/14:30-15:00/' "$PLAN"
    daemon_start
    expect_bubble '.summary | test("^Other")'
}

@test "a restart while a bubble is up: its buttons work on, in the same place" {
    server
    plan_now
    daemon_start
    expect_bubble '.id == 1 and .replaces == 0'
    daemon_stop
    daemon_start
    expect_bubble '.id == 1 and .replaces == 1'
    say server 'action 1 skip'
    expect_close '.id == 1'
    logged "$BLOCK" skipped '.source == "bubble"'
}
