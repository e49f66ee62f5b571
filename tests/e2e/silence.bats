# When the user says nothing for days, and when a week is over.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash

setup() {
    need sqlite3
    daemon_setup
    export TZ=Europe/Berlin
    plan_write <<'PLAN'
[plan]
timezone = Europe/Berlin
remind = 0
nag = 10m
grace = 1m
review = Sun 18:00
[activity practice]
title = Practise skills
days = daily
time = 09:00-10:00
priority = 5
[activity blog]
title = Blog post
days = daily
time = 11:00-12:00
PLAN
}

teardown() {
    daemon_teardown
    desktop_stop
}

# Monday's was the last word; then two days without any. It is a minute and a half before Thursday's
# first block, and half a minute before the days that passed are missed.
lull() {
    daemon_start_at '2026-11-23 08:00:00' 1
    daemon_stop
    server
    daemon_start_at '2026-11-26 08:58:30' 30
    expect_bubble '.summary == "6 blocks while you were away"'
    expect_close
    expect_bubble '.summary == "Now: Practise skills"'
    expect_bubble '.summary == "How shall it go on?"
        and .actions == ["fresh", "Fresh start", "light", "Smaller week", "pause", "Pause"]
        and (.body | contains("jsctl fresh")
            and contains("jsctl light 2026-11-26..2026-11-29")
            and contains("jsctl pause 2026-11-26..2026-12-02"))'
}

has_no_bubble() {
    [ -z "$(sqlite3 -readonly "$DATA/log.db" "SELECT key FROM bubble WHERE key = '$1'")" ]
}

# Practising has a goal.
goal_add() {
    sed -i '/^priority = 5/a goal = 4h' "$PLAN"
}

# outcomes DAY: of its blocks, with their minutes.
outcomes() {
    jsctl week "$1" --json | jq -r --arg day "$1" '[.blocks[] | select(.start | startswith($day))
        | "\(.outcome) \(((.end[11:13] | tonumber) * 60 + (.end[14:16] | tonumber))
            - ((.start[11:13] | tonumber) * 60 + (.start[14:16] | tonumber)))"] | join(", ")'
}

outcomes_are() {
    [ "$(outcomes "$1")" = "$2" ]
}

is_paused() {
    jsctl status --json | jq -e --argjson stretch "$1" '.paused == $stretch' >/dev/null
}

@test "in a lull there is one reminder a day, and one question" {
    lull
    daemon_stop
    # Neither a nag, nor the end, nor the second block; and the same after a restart: the question is
    # said again in its place, since its buttons died.
    daemon_start_at '2026-11-26 09:09:00' 600
    expect_bubble '.summary == "Practise skills: started 9 min ago" and .replaces == 2'
    expect_bubble '.summary == "How shall it go on?" and .replaces == 3'
    expect_close '.id == 2'
    clock_passes '2026-11-26 11:05:00'
    daemon_stop
    # The question stays; the next day has its one reminder.
    daemon_start_at '2026-11-27 08:59:50' 30
    expect_bubble '.summary == "How shall it go on?" and .replaces == 3'
    expect_bubble '.summary == "Now: Practise skills"'
    # Who closes it is not asked again.
    say server 'close 3 2'
    until_true has_no_bubble ask-lull
    daemon_stop
    daemon_start_at '2026-11-28 08:59:50' 30
    expect_close # yesterday's reminder
    expect_bubble '.summary == "Now: Practise skills"'
}

@test "any word ends it: the question goes, what matters is said" {
    lull
    jsctl done
    expect server '.call == "CloseNotification"'
    expect server '.call == "CloseNotification"'
    daemon_stop
    daemon_start_at '2026-11-26 10:59:50' 30
    expect_bubble '.summary == "Now: Blog post"'
}

@test "a smaller week: the rest of its days are light" {
    lull
    say server 'action 3 light'
    until_true outcomes_are 2026-11-27 'open 15, excused 60'
    [ "$(outcomes 2026-11-29)" = 'open 15, excused 60' ]
    [ "$(outcomes 2026-11-30)" = 'open 60, open 60' ]
}

@test "a pause: until the user resumes, a week at most" {
    lull
    say server 'action 3 pause'
    until_true is_paused '{"from": "2026-11-26T00:00:00+01:00", "to": "2026-12-03T00:00:00+01:00"}'
}

@test "a fresh start: what was not answered is excused" {
    lull
    [ "$(outcomes 2026-11-25)" = 'missed 60, missed 60' ]
    say server 'action 3 fresh'
    until_true outcomes_are 2026-11-25 'excused 60, excused 60'
}

@test "the week in review is told once, with what was done" {
    goal_add
    daemon_start_at '2026-11-23 08:00:00' 1
    daemon_stop
    server
    daemon_start_at '2026-11-29 17:55:00' 30
    jsctl done practice/2026-11-23/1
    jsctl partial practice/2026-11-24/1
    expect server '.summary == "The week in review"
        and .body == "2 of 14 blocks kept, 0 of 1 goal met.\njsctl review"'
    daemon_stop
    # Neither the restart nor another day says it again.
    daemon_start_at '2026-11-29 18:01:00' 1
    jsctl done practice/2026-11-25/1
    daemon_stop
    [ "$(grep -c 'week in review' "$BATS_TEST_TMPDIR/server.log")" = 1 ]
}

@test "a review that nobody was there for is told within a day, or not at all" {
    goal_add
    daemon_start_at '2026-11-23 08:00:00' 1
    daemon_stop
    daemon_start_at '2026-11-30 08:00:00' 1
    jsctl done practice/2026-11-23/1
    server # only now, so that it hears of it once
    expect server '.summary == "The week in review"
        and .body == "1 of 14 blocks kept, 0 of 1 goal met.\njsctl review"'
    daemon_stop
    daemon_start_at '2026-12-07 18:01:00' 1
    jsctl done practice/2026-12-07/1
    daemon_stop
    [ "$(grep -c 'week in review' "$BATS_TEST_TMPDIR/server.log")" = 1 ]
}
