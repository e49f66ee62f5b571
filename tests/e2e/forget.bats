# Forgetting: secret words are put wherever a word can be, and looked for in the bytes of every file.

bats_require_minimum_version 1.5.0
load lib/daemon.bash

OLD=Xanadu   # what is to be forgotten
NEW=Zanzibar # what is of later

setup() {
    need sqlite3 /usr/bin/python3
    daemon_setup
    export TZ=UTC
    plan_write <<'PLAN'
[plan]
timezone = UTC
remind = 0
nag = 0
[activity practice]
title = Practise skills
days = daily
time = 09:00-10:00
goal = 5h
PLAN
}

teardown() {
    daemon_teardown
}

# A log that was damaged before, and one in which DAY (and its week) knows WORD by every way.
with_broken_log() {
    mkdir -p "$DATA"
    printf 'no database, but %s\n' "$OLD" >"$DATA/log.db"
}

tell() {
    local day=$1 word=$2 id
    jsctl log add practice --start "$day 14:00" --minutes 30 --note "$word twice"
    id=$(jsctl log --json | jq -r --arg note "$word twice" '.entries[] | select(.note == $note) | .id')
    jsctl log edit "$id" --note "$word changed"
    jsctl log edit "$id" --outcome skipped --why tired --note "$word again"
    jsctl review --answer 1 "$day" "$word in the way"
    printf '%s\n' id,activity,title,start,end,outcome,minutes,count,note,answered_at,source,why \
        "practice/$day/1,practice,$word title,${day}T09:00:00+00:00,${day}T10:00:00+00:00,done,60,,$word note,${day}T10:00:00+00:00,jsctl," |
        jsctl log import -
}

# tracked WORD: an application that is over, a person, and an application that goes on, whose note was
# another.
tracked() {
    jsctl track add "$1 Ltd" --role "$1 developer" --stage rejected --note "$1"
    jsctl track add --contact "Ada $1" --company "$1 Ltd" --note "$1"
    jsctl track add Acme --applied today --note "$1 before"
    jsctl track edit Acme --note "$NEW"
}

# The files of the log (or another folder's) in which the word is.
holding() {
    grep -rla "$1" "${2:-$DATA}" | wc -l
}

gone() {
    [ "$(holding "$1")" = 0 ]
}

goals() {
    jsctl goals --json | jq -c '.goals[0] | [.actual, .target]'
}

@test "before a day: every word of it is gone from the files, and nothing else" {
    with_broken_log
    daemon_start_at '2026-11-10 12:00:00' 1
    tracked "$OLD"
    daemon_stop
    daemon_start_at '2026-11-24 12:00:00' 1
    tell 2026-10-12 "$OLD"
    jsctl pause 2026-11-20 --note "$OLD pause"
    jsctl pause 2026-11-25 --note "$NEW pause"
    tell 2026-11-23 "$NEW"
    [ "$(holding "$OLD" "$DATA")" -ge 2 ]
    local before n
    before=$(goals)
    n=$(jsctl log --json | jq '.entries | length')
    run -1 --separate-stderr jsctl forget --before 2026-11-23 </dev/null
    [[ $output == *'before Monday 23 November 2026, for good'* ]]
    [[ $output == *' blocks, with their notes'* ]]
    [[ $output == *'       1 pause or light day'* ]]
    [[ $output == *'       1 answer to a weekly review'* ]]
    [[ $output == *'       2 applications and contacts, with their history'* ]]
    [[ $output == *'       1 damaged log that was set aside'* ]]
    [[ $stderr == *'nothing was forgotten: this is no terminal'*'--yes'* ]]
    [ "$(jsctl log --json | jq '.entries | length')" = "$n" ]
    bus_listen
    run -0 jsctl forget --before 2026-11-23 --yes
    [[ $output == *'No byte of it is in the log'* ]]
    bus_says 'LogChanged'
    bus_says 'TrackerChanged'
    until_true published
    until_true gone "$OLD"
    [ ! -e "$DATA"/log.db.broken-* ]
    [ "$(stat -c %s "$DATA/log.db-wal" 2>/dev/null || echo 0)" -lt 100000 ]
    # The week that counts is as it was, also for a new daemon.
    [ "$(goals)" = "$before" ]
    [ "$(jsctl log --json | jq -r '[.entries[].note | values] | sort | join(", ")')" = "$NEW again, $NEW note" ]
    jsctl track list --json | jq -e --arg new "$NEW" '.contacts == [] and
        (.applications | length == 1) and .applications[0].name == "Acme" and .applications[0].note == $new'
    jsctl review 2026-11-23 --json | jq -e --arg w "$NEW" '.questions[0].answer | startswith($w)'
    daemon_stop
    until_true gone "$OLD"
    [ "$(holding "$NEW" "$DATA/log.db")" = 1 ]
    [ "$(sqlite3 "$DATA/log.db" 'PRAGMA integrity_check')" = ok ]
    daemon_start_again
    [ "$(goals)" = "$before" ]
}

@test "everything: only yes is a yes; then it is the first day again, and the daemon goes on" {
    daemon_start_at '2026-11-24 12:00:00' 1
    jsctl start practice --for 20m
    jsctl done --note "$OLD work"
    jsctl quiet 2h
    tell 2026-11-23 "$OLD"
    tracked "$OLD"
    jsctl pause 2026-11-20 --note "$OLD pause"
    local talk="$BATS_TEST_DIRNAME/lib/terminal.py" pid=$DAEMON install
    install=$(sqlite3 -readonly "$DATA/log.db" "SELECT value FROM value WHERE name = 'install-id'")
    until_true published
    until_true grep -q "$OLD title" "$DATA/jobsearchd.ics"
    run -1 /usr/bin/python3 "$talk" 'Type yes' y -- "$BUILD_DIR/bin/jsctl" forget --all
    [[ $output == *'nothing was forgotten'* ]]
    run -0 /usr/bin/python3 "$talk" 'This forgets all .* blocks, .* 1 pause.*Type yes' yes -- \
        "$BUILD_DIR/bin/jsctl" forget --all
    until_true published
    until_true gone "$OLD"
    jsctl log --json | jq -e '.entries == []'
    jsctl track list --json | jq -e '.applications == [] and .contacts == []'
    run -1 jsctl undo
    kill -0 "$pid"
    # What calendars know our items by stays; quiet stays; the rest is the first day's.
    [ "$(sqlite3 -readonly "$DATA/log.db" "SELECT value FROM value WHERE name = 'install-id'")" = "$install" ]
    [ "$(busctl --user get-property org.jobsearchd1 /org/jobsearchd1 org.jobsearchd1.Scheduler QuietUntil)" != 't 0' ]
    [ "$(sqlite3 -readonly "$DATA/log.db" "SELECT count(*) FROM value WHERE name = 'first-run'")" = 1 ]
    # It takes answers again.
    jsctl log add practice --start 11:00 --minutes 30
    jsctl log --json | jq -e '.entries | length == 1'
    run -2 jsctl forget
    run -2 jsctl forget --all --before today
    run -1 --separate-stderr jsctl forget --before 2026-11-25 --yes
    [[ $stderr == *'Not a day up to today'* ]]
}
