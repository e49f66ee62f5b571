# The tracker drives time: follow-ups are told, what was sent counts, interviews are kept free and
# prepared for; and all of that without a name where the plan is discreet.

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
nag = 0
[window morning]
days = Mon-Fri
time = 09:00-12:00
[activity practice]
title = Practise skills
days = daily
time = 09:00-10:00
[activity letters]
title = Letters
hours = 2
block = 2h-2h
goal = 3 applications
[activity calls]
title = Calls
days = Mon
time = 13:00-14:00
goal = 5 follow-ups
PLAN
}

teardown() {
    daemon_teardown
    desktop_stop
}

# put DICTIONARY: an item of the tracker, as Put takes it; $N is its number.
put() {
    N=$(busctl --user call org.jobsearchd1 /org/jobsearchd1 org.jobsearchd1.Tracker Put 'a{sv}' "$@")
    N=${N#x }
}

# application NAME [KEY TYPE VALUE]...
application() {
    put $((2 + ($# - 1) / 3)) kind s application name s "$@"
}

# Microseconds of a time.
usec() {
    date -d "$1" +%s000000
}

follow_ups() {
    jsctl today --json | jq -c '[.follow_ups[] | [.n, .kind, .name, .due, .link]]'
}

actual() {
    jsctl goals --json | jq --arg name "$1" '.goals[] | select(.activity == $name) | .actual'
}

blocks_of() {
    jsctl week --json | jq -c '[.blocks[] | select(.activity == "letters" or .activity == "interview-prepare")
        | [.id, .title, .start[:16], .end[11:16], .outcome]]'
}

# The next bubble that is that; others before it are of no concern.
expect_among() {
    expect server ".call == \"Notify\" and ($1)"
}

@test "a follow-up that is due is one bubble, when the day's first block begins, with three answers" {
    mkdir "$BATS_TEST_TMPDIR/bin"
    printf '#!/bin/sh\necho "$@" >>"%s/opened"\n' "$BATS_TEST_TMPDIR" >"$BATS_TEST_TMPDIR/bin/xdg-open"
    chmod +x "$BATS_TEST_TMPDIR/bin/xdg-open"
    export PATH=$BATS_TEST_TMPDIR/bin:$PATH
    daemon_start_at '2026-11-24 07:00:00' 1
    jsctl track add Acme --role 'C developer' --follow-up 2026-11-24 --link https://acme.example/job
    jsctl track add "O'Neil & Sons" --follow-up 2026-11-25
    local acme='[[1,"application","Acme","2026-11-24","https://acme.example/job"]]'
    [ "$(follow_ups)" = "$acme" ]
    [[ $(jsctl today) == *'To follow up:'*'Acme '*' today '*'https://acme.example/job'* ]]
    daemon_stop
    server
    daemon_start_at '2026-11-24 08:59:50' 10
    expect_bubble '.summary == "Now: Practise skills"'
    expect_bubble '.summary == "Follow up with Acme"
        and .body == "C developer\njsctl track follow-up Acme done"
        and .actions == ["done", "Done", "later", "+2 days", "open", "Open link"]'
    say server "action $(field .id) open"
    expect_close
    until_true grep -qx https://acme.example/job "$BATS_TEST_TMPDIR/opened"
    [ "$(follow_ups)" = "$acme" ]
    # Told once: another day's and another item's is the next.
    daemon_stop
    daemon_start_at '2026-11-25 08:59:50' 10
    expect_among '.summary | startswith("Follow")'
    [ "$(field .summary)" = "Follow up with O'Neil & Sons" ]
    [ "$(field '.actions | length')" = 4 ]
    # Its buttons are taken over by the next daemon.
    daemon_stop
    daemon_start_again
    expect_among '.summary | startswith("2 follow-ups")'
    say server "action $(field .id) later"
    expect_close ".id == $(field .id)"
    [ "$(jsctl week --json | jq -c '[.follow_ups[] | [.name, .due]]')" = '[["Acme","2026-11-27"],["O'"'"'Neil & Sons","2026-11-27"]]' ]
    jsctl track move acme rejected
    daemon_stop
    daemon_start_at '2026-11-27 08:59:50' 10
    expect_among '.summary | startswith("Follow")'
    [ "$(field .summary)" = "Follow up with O'Neil & Sons" ]
    [ "$(actual calls)" = 0 ]
    # The command in it, as whoever reads it copies it into a shell.
    eval "$(field '.body | split("\n") | last' | /usr/bin/python3 -c 'import html, sys; print(html.unescape(sys.stdin.read()))')"
    expect_close ".id == $(field .id)"
    [ "$(actual calls)" = 1 ]
    [ "$(follow_ups)" = '[]' ]
}

# A reminder comes now: all that was to be said before it was said.
expect_none_before_canary() {
    printf '[activity canary]\ntitle = Canary\ndays = Sun\ntime = 00:30-01:00\nremind = 15h\n' >>"$PLAN"
    expect_bubble '.summary | test("^Canary")'
}

@test "several are one bubble, which goes when all are answered; silence and pauses hold them back" {
    server
    sed -i '/^days = daily/s/daily/Mon-Fri/' "$PLAN"
    daemon_start_at '2026-11-28 10:00:00' 1 # a Saturday without blocks
    jsctl quiet 1h
    application One follow_up s 2026-11-28
    put 3 kind s contact name s Ann follow_up s 2026-11-27
    jsctl pause today
    jsctl quiet off
    expect_none_before_canary
    jsctl resume
    expect_bubble '.summary == "2 follow-ups are due" and .body == "Ann\nOne\njsctl today" and .actions == ["later", "+2 days"]'
    jsctl track follow-up ann 'done'
    jsctl track follow-up one 'done'
    expect_close
    [ "$(actual calls)" = 2 ]
}

no_bubble_is_known() {
    [ "$(sqlite3 -readonly "$DATA/log.db" 'SELECT count(*) FROM bubble')" = 0 ]
}

@test "one that was told is not told again where it is another day's midnight; put off, it was changed" {
    server
    sed -i '/^days = daily/s/daily/Mon-Fri/' "$PLAN"
    daemon_start_at '2026-11-28 10:00:00' 1
    application Acme follow_up s 2026-11-27
    expect_bubble '.summary == "Follow up with Acme"'
    say server "close $(field .id) 2"
    until_true no_bubble_is_known
    daemon_stop
    sed -i '/^timezone/s,=.*,= Asia/Tokyo,' "$PLAN"
    daemon_start_again
    printf '[activity canary]\ntitle = Canary\ndays = Sun\ntime = 00:30-01:00\nremind = 15h\n' >>"$PLAN"
    expect_among '.summary | test("^Canary")'
    [ "$(grep -c '"summary":"Follow' "$BATS_TEST_TMPDIR/server.log")" = 1 ]
    application Beta follow_up s 2026-11-28
    expect_among '.summary == "Follow up with Beta"'
    say server "action $(field .id) later"
    expect_close
    [[ $(jsctl track history beta) == *' change '*'follow-up Mon 30 Nov'* ]]
}

all_are_remembered() {
    [ "$(sqlite3 -readonly "$DATA/log.db" "SELECT count(*) FROM announced WHERE what = 'due'")" = 10000 ]
}

@test "of thousands that are due it is remembered at once that they were told" {
    server
    daemon_start_at '2026-11-24 10:00:00' 1
    daemon_stop
    sqlite3 "$DATA/log.db" "WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 10000)
        INSERT INTO track (kind, name, company, channel, role, link, source, note, stage, follow_up_day,
            interview_sec, interview_minutes, changed_sec)
        SELECT 'application', 'Company ' || n, '', '', '', '', '', '', 'applied', $(usec '2026-11-24 12:00') / 86400000000,
            0, 60, 1 FROM n"
    daemon_start_again
    expect_among '.summary == "10000 follow-ups are due"'
    [ "$(status .plan)" = Plan ] # it answers
    until_true all_are_remembered
}

@test "at nine where the day has no block, and at no time on a day off" {
    server
    sed -i '/^days = daily/s/daily/Mon/; /^hours = 2/a every = 9 weeks' "$PLAN"
    sed -i '/^nag = 0/a days-off = 2026-11-25' "$PLAN"
    daemon_start_at '2026-11-24 08:58:30' 30
    application Acme follow_up s 2026-11-24
    application Beta follow_up s 2026-11-25
    application Stale follow_up s 2026-10-27 # listed, but no news any more
    [ "$(follow_ups | jq -c 'map(.[2])')" = '["Stale","Acme"]' ]
    [ "$(date -d "$(status .now)" +%H)" = 08 ]
    expect_bubble '.summary == "Follow up with Acme"'
    say server "action $(field .id) done"
    expect_close
    [ "$(actual calls)" = 1 ]
    daemon_stop
    daemon_start_at '2026-11-25 10:00:00' 1
    jsctl status
    daemon_stop
    daemon_start_at '2026-11-26 08:59:50' 10
    expect_bubble '(.summary == "Follow up with Beta") and (.body | startswith("due since Wed 2026-11-25"))'
}

@test "what was sent counts for the goal, once, and not the block in which it was" {
    daemon_start_at '2026-11-24 13:00:00' 1
    jsctl log add letters --start '2026-11-23 10:00' --minutes 60
    jsctl done "$(blocks_of | jq -r '.[0][0]')"
    [ "$(actual letters)" = 0 ]
    put 3 kind s application name s Acme dates 'a{ss}' 1 applied 2026-11-23
    put 4 kind s application name s Beta stage s applied dates 'a{ss}' 1 applied 2026-11-24
    [ "$(actual letters)" = 2 ]
    jsctl log add letters --start '2026-11-23 12:00' --minutes 10 --count 1 # one that is not tracked
    [ "$(actual letters)" = 3 ]
    jsctl goals --json | jq -e '.goals[] | select(.activity == "letters") | .target == 3 and .behind == 0'
    [ "$(status '.week.goals[] | select(.activity == "letters") | .actual')" = 3 ]
    [[ $(jsctl review) == *'3 of 3 applications'* ]]
    jsctl track undo
    [ "$(actual letters)" = 2 ]
}

@test "an interview moves a block, and one to prepare for it comes before it; until it is off" {
    server
    daemon_start_at '2026-11-23 08:00:00' 1
    [ "$(blocks_of)" = '[["letters/2026-W48/1","Letters","2026-11-23T10:00","12:00","open"]]' ]
    jsctl track add Acme
    jsctl track move acme interview --at '2026-11-23 11:00' --for 45m
    expect_bubble '.summary == "2 blocks changed" and .body == "Letters moved from Mon 10:00 to Tue 10:00: Interview at Acme\nPrepare for the interview at Acme added on Mon 10:00\njsctl week"'
    [ "$(blocks_of)" = '[["interview-prepare/2026-W48/101","Prepare for the interview at Acme","2026-11-23T10:00","11:00","open"],["letters/2026-W48/1","Letters","2026-11-24T10:00","12:00","open"]]' ]
    jsctl today --json | jq -e '.busy == [{"start":"2026-11-23T11:00:00+01:00","end":"2026-11-23T11:45:00+01:00","summary":"Interview at Acme","calendar":"tracker"}]'
    until_true published
    grep -q 'SUMMARY:Prepare for the interview at Acme' "$DATA"/calendar/*.ics
    run ! grep -r 'SUMMARY:Interview' "$DATA/calendar"
    # It is a block as others are: told, begun, answered, counted.
    daemon_stop
    daemon_start_at '2026-11-23 09:59:50' 10
    expect_among '.summary == "Prepare for the interview at Acme: how did it go?" or .summary == "Now: Prepare for the interview at Acme" or (.body | contains("Now: Prepare for the interview at Acme"))'
    jsctl done interview-prepare/2026-W48/101
    jsctl log --json | jq -e '.entries | any(.title == "Prepare for the interview at Acme" and .outcome == "done")'
    [[ $(jsctl review) == *'interview-prep'* ]]
    # Another's, and what becomes of it when the application comes to nothing.
    [ "$(blocks_of)" = '[["interview-prepare/2026-W48/101","Prepare for the interview at Acme","2026-11-23T10:00","11:00","done"],["letters/2026-W48/1","Letters","2026-11-24T10:00","12:00","open"]]' ]
    jsctl track add Beta
    jsctl track move beta interview --at '2026-11-26 10:00'
    [ "$(blocks_of | jq -c '.[2]')" = '["interview-prepare/2026-W48/201","Prepare for the interview at Beta","2026-11-25T10:00","11:00","open"]' ]
    jsctl track move beta rejected
    [ "$(blocks_of | jq -c length)" = 2 ]
    jsctl week --json | jq -e '.busy | length == 1'
    # One that comes too soon to be prepared for is told, also in the first week.
    jsctl track add Gamma
    jsctl track move gamma interview --at '2026-11-23 10:30'
    jsctl status --json | jq -e '[.problems[] | select(.code == "unplaced") | .text, .remedy]
        == ["Prepare for the interview at Gamma: there is no room for 1h before it.",
            "Free time before it, or run `jsctl edit`: lower `interview-prepare`."]'
}

@test "a discreet plan names nobody in a bubble, a bar or the calendar" {
    server
    sed -i '/^nag = 0/a discreet = yes' "$PLAN"
    daemon_start_at '2026-11-24 07:00:00' 1
    application Zyxcorp role s Roleword follow_up s 2026-11-24 link s https://hostname.example/ \
        interview t "$(usec '2026-11-26 11:00')"
    put 5 kind s contact name s Personname company s Zyxcorp follow_up s 2026-11-20 link s https://hostname.example/
    expect_bubble '.summary == "Block added on Wed 10:00" and .body == "jsctl week"'
    daemon_stop
    daemon_start_at '2026-11-24 08:59:50' 10
    expect_among '.summary == "2 follow-ups due" and .body == "jsctl today"'
    jsctl track follow-up person 'done'
    jsctl track follow-up zyx 'done'
    expect_close
    jsctl track follow-up person 2026-11-24
    expect_bubble '.summary == "Follow-up due" and .body == "jsctl today" and .actions == ["done", "Done", "later", "+2 days", "open", "Open link"]'
    until_true published
    jsctl status --waybar | tee "$BATS_TEST_TMPDIR/waybar.txt" | jq -e '.text | startswith("Block")'
    [ -s "$DATA/calendar/interview-prepare_2026-W48_101.ics" ]
    # The user sees all of it.
    [[ $(jsctl today) == *Personname* ]]
    [[ $(jsctl week) == *'Prepare for the interview at Zyxcorp'* ]]
    run ! grep -riE 'zyxcorp|roleword|personname|hostname|interview at' "$DATA/calendar" "$DATA/jobsearchd.ics" \
        "$BATS_TEST_TMPDIR/server.log" "$BATS_TEST_TMPDIR/waybar.txt" "$LOG"
}
