# Goals: how they stand, how they stood, and the word that is said in time.

bats_require_minimum_version 1.5.0
load lib/daemon.bash
load lib/desktop.bash

setup() {
    daemon_setup
    export TZ=Europe/Berlin
    plan_write <<'PLAN'
[plan]
timezone = Europe/Berlin
nag = 0
remind = 0
[activity outreach]
title = Outreach
days = Mon-Fri
time = 09:00-10:00
goal = 10 contacts
[activity practice]
title = Practise skills
days = Mon-Fri
time = 11:00-12:00
goal = 4h
[activity blog]
days = Fri
time = 13:00-14:00
PLAN
}

teardown() {
    daemon_teardown
    desktop_stop
}

# add ACTIVITY DAY MINUTES [COUNT]: done on a day of November 2026.
add() {
    jsctl log add "$1" --start "2026-11-$2 09:00" --minutes "$3" --count "${4:-0}"
}

@test "target, pace, what is left; the weeks before, as far as they were answered" {
    daemon_start_at '2026-11-23 08:00:00' 1
    add outreach 03 60 10
    add practice 03 240
    add outreach 17 60 4
    jsctl done outreach/2026-11-23/1 --count 3
    daemon_stop
    daemon_start_at '2026-11-25 12:30:00' 1
    jsctl goals --json | jq -e '.schema == 1 and .week == "2026-W48" and (.goals | length == 2)
        and (.goals[0] | .activity == "outreach" and .unit == "contact" and .target == 10
            and .actual == 3 and .free_slots == 2 and .behind > 0 and .met == 1 and .of == 2
            and (.history | length == 8)
            and ([.history[] | select(.state == "off")] | length == 6)
            and (.history[5] | .from == "2026-11-02" and .state == "met" and .actual == 10)
            and (.history[7] | .from == "2026-11-16" and .state == "missed" and .actual == 4))
        and (.goals[1] | .activity == "practice" and .unit == "hours" and .target == 4)'
    run -0 jsctl goals
    [[ $output == *'Week 48, from Mon 23 Nov'* ]]
    [[ $output == *'3 of 10 contacts: '*' behind; 2 blocks are left this week'* ]]
    [[ $output == *'met 1 of the last 2 weeks  ·····█·▄'* ]]
    # Another week, by any of its names.
    jsctl goals 2026-W45 --json | jq -e '.week == "2026-W45" and .goals[0].actual == 10'
    jsctl goals -3 --json | jq -e '.week == "2026-W45"'
}

# What goals, status and the bus say of the targets: activity and target.
targets() {
    diff <(jsctl goals --json | jq -c '[.goals[] | {activity, target, actual}]') \
        <(jsctl status --json | jq -c '[.week.goals[] | {activity, target, actual}]')
    diff <(jsctl goals --json | jq -c '[.goals[] | [.activity, .unit, .target, .actual]]') \
        <(busctl --user --json=short call org.jobsearchd1 /org/jobsearchd1 org.jobsearchd1.Review \
            GetGoals s '' | jq -c '.data[1]')
    jsctl goals --json | jq -c '[.goals[].target]'
}

@test "a pause scales targets down, wherever they are told" {
    daemon_start_at '2026-11-23 08:00:00' 1
    jsctl done outreach/2026-11-23/1 --count 3
    [ "$(targets)" = '[10,4]' ]
    jsctl pause 2026-11-24..2026-11-25
    [ "$(targets)" = '[6,2.4]' ]
    jsctl resume
    [ "$(targets)" = '[10,4]' ]
}

@test "a goal at risk is told once, while it can still be met" {
    server
    daemon_start_at '2026-11-23 08:00:00' 1
    jsctl done outreach/2026-11-23/1 --count 1
    jsctl done practice/2026-11-23/1
    daemon_stop
    daemon_start_at '2026-11-25 11:59:58' 1
    expect_bubble '.summary == "4 blocks while you were away"'
    expect_bubble '.summary == "Outreach: 1 of 10 contacts" and .body == "2 blocks are left this week.\njsctl goals"'
    daemon_stop
    # The next block's end finds it said.
    daemon_start_at '2026-11-26 09:59:50' 10
    clock_passes '2026-11-26 10:00:30'
    jsctl status
    [ "$(grep -c '"summary":"Outreach: ' "$BATS_TEST_TMPDIR/server.log")" = 1 ]
    [ "$(sqlite3 -readonly "$DATA/log.db" "SELECT count(*) FROM announced WHERE id = 'goal/outreach'")" = 1 ]
}

@test "of a goal a discreet plan says neither whose it is nor what it counts" {
    server
    sed -i '/^nag = 0/a discreet = yes' "$PLAN"
    daemon_start_at '2026-11-23 08:00:00' 1
    jsctl done outreach/2026-11-23/1 --count 1
    jsctl done practice/2026-11-23/1
    daemon_stop
    daemon_start_at '2026-11-25 11:59:58' 1
    expect server '.call == "Notify" and .summary == "Block: 1 of 10"'
    run ! grep -iE 'outreach|contact' "$BATS_TEST_TMPDIR/server.log"
}

@test "a plan without goals says how to have one" {
    sed -i '/^goal/d' "$PLAN"
    daemon_start_at '2026-11-23 08:00:00' 1
    run -0 jsctl goals
    [[ $output == *'The plan has no goals. Give an activity one: goal = 10 contacts'* ]]
    jsctl goals --json | jq -e '.goals == []'
    run -1 jsctl goals someday
}
