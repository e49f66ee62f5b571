# The weekly review: numbers, patterns, what was said, and the answers that are kept.

bats_require_minimum_version 1.5.0
load lib/daemon.bash

setup() {
    daemon_setup
    export TZ=Europe/Berlin
    plan_write <<'PLAN'
[plan]
timezone = Europe/Berlin
why = A job where I write C every day
target = 2027-03-01
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
time = 11:00-12:30
PLAN
}

teardown() {
    daemon_teardown
}

# Rows of weeks that were planned and answered, as --csv writes them: Mondays are skipped, all else
# is done. weeks FIRST-MONDAY N
weeks() {
    echo id,activity,title,start,end,outcome,minutes,count,note,answered_at,source,why
    for ((i = 0; i < $2; i++)); do
        for ((day = 0; day < 5; day++)); do
            date=$(date -d "$1 + $((7 * i + day)) days" +%F)
            offset=$(TZ=Europe/Berlin date -d "$date 12:00" +%:z)
            outcome=done minutes=60 why=
            ((day > 0)) || { outcome=skipped minutes=0 why=tired; }
            echo "outreach/$date/1,outreach,Outreach,${date}T09:00:00$offset,${date}T10:00:00$offset,$outcome,$minutes,2,,${date}T10:01:00$offset,jsctl,$why"
            echo "practice/$date/1,practice,Practise skills,${date}T11:00:00$offset,${date}T12:30:00$offset,done,90,,,${date}T12:31:00$offset,jsctl,"
        done
    done
}

@test "twelve weeks with a habit: time, goals, weeks, heat, pattern, reasons, notes" {
    weeks 2026-08-31 12 > "$BATS_TEST_TMPDIR/log.csv"
    daemon_start_at '2026-11-21 20:00:00' 1
    jsctl log import "$BATS_TEST_TMPDIR/log.csv"
    jsctl log edit practice/2026-11-18/1 --outcome partial --minutes 40 --note $'the tests\ntook long'
    jsctl review --json > "$BATS_TEST_TMPDIR/review.json"
    jq -e '.schema == 1 and .week == "2026-W47" and .from == "2026-11-16"
        and .why == "A job where I write C every day" and .target == "2027-03-01" and .weeks_left == 15
        and (.activities | length == 2)
        and (.activities[0] | .activity == "outreach" and .title == "Outreach" and .planned_minutes == 300
            and .done_minutes == 240 and .skipped_minutes == 60 and .missed_minutes == 0)
        and (.activities[1] | .planned_minutes == 450 and .done_minutes == 360 and .partial_minutes == 40)
        and (.goals[0] | .actual == 10 and .target == 10 and .met == 8 and .of == 8)
        and (.weeks | length == 9)
        and (.weeks[8] | .from == "2026-11-16" and .planned_minutes == 750 and .done_minutes == 640)
        and (.weeks[0] | .from == "2026-09-21" and .planned_minutes == 750 and .done_minutes == 690
            and .answered == 10)
        and ([.heat[] | select(.weekday == "Mon")] == [{weekday: "Mon", part: "morning", kept: 8, of: 16}])
        and (.patterns[0] | .activity == "outreach" and .kind == "slot" and .weekday == "Mon"
            and .part == "morning" and .kept == 0 and .of == 12 and .elsewhere_of == 48)
        and .reasons == [{why: "tired", count: 1}]
        and .notes == [{day: "2026-11-18", activity: "practice", note: "the tests\ntook long"}]
        and .questions[0].question == "What gets in the way of outreach on Monday mornings?"
        and .questions[0].answer == null' "$BATS_TEST_TMPDIR/review.json"
    run -0 jsctl review
    [[ ${lines[0]} == 'Week 47, Mon 16 Nov to Sun 22 Nov' ]]
    [[ $output == *'15 weeks left until Mon 1 Mar 2027'* ]]
    [[ $output == *'outreach: kept 0 of 12 on Monday mornings; elsewhere 48 of 48'* ]]
    [[ $output == *'met 8 of the last 8 weeks'* ]]
    [[ $output == *'practice: the tests\ntook long'* ]]
    [[ $output == *$'What got in the way\n  tired once\n'* ]]
    for line in "${lines[@]}"; do ((${#line} <= 80)); done
    LC_ALL=C run -0 jsctl review
    [[ $output != *'?/'* && $output != *'?#'* ]]
}

@test "which week is looked back on" {
    daemon_start_at '2026-11-18 20:00:00' 1
    # The first week of all is looked at while it runs.
    [ "$(jsctl review --json | jq -r .week)" = 2026-W47 ]
    jsctl log add outreach --start '2026-11-11 09:00' --minutes 60
    [ "$(jsctl review --json | jq -r .week)" = 2026-W46 ]
    [ "$(jsctl review +0 --json | jq -r .week)" = 2026-W47 ]
    [ "$(jsctl review 2026-W40 --json | jq -r .week)" = 2026-W40 ]
    run -0 jsctl review 2026-W40
    [[ $output == *'Nothing was planned or done in this week.'* ]]
    daemon_stop
    daemon_start_at '2026-11-21 00:00:01' 1
    [ "$(jsctl review --json | jq -r .week)" = 2026-W47 ]
    daemon_stop
    # The plan's own day.
    sed -i 's/^nag = 0/nag = 0\nreview = Fri 16:00/' "$PLAN"
    daemon_start_at '2026-11-19 23:59:00' 1
    [ "$(jsctl review --json | jq -r .week)" = 2026-W46 ]
    daemon_stop
    daemon_start_at '2026-11-20 00:00:01' 1
    [ "$(jsctl review --json | jq -r .week)" = 2026-W47 ]
    daemon_stop
    # Mondays look back.
    sed -i 's/^review = .*/review = Mon 09:00/' "$PLAN"
    daemon_start_at '2026-11-16 10:00:00' 1
    [ "$(jsctl review --json | jq -r .week)" = 2026-W46 ]
}

@test "on a terminal the questions are asked; Enter leaves one open, and nothing else asks" {
    daemon_start_at '2026-11-21 20:00:00' 1
    jsctl log add outreach --start '2026-11-17 18:00' --minutes 60
    local talk=(/usr/bin/python3 "$BATS_TEST_DIRNAME/lib/terminal.py") review=("$BUILD_DIR/bin/jsctl" review)
    run -0 "${talk[@]}" 'leaves it open.*> ' '' '> ' $'bad\ebyte' 'control characters.*> ' 'Fewer tabs' -- "${review[@]}"
    [[ $output == *'1 answer kept.'* ]]
    jsctl review --json | jq -e '[.questions[].answer] == [null, "Fewer tabs"]'
    run -0 "${talk[@]}" 'leaves it open.*> ' '^D' -- "${review[@]}" 2026-W47
    [[ $output != *kept.* ]]
    run -0 "${talk[@]}" 'leaves it open.*> ' 'The mornings' -- "${review[@]}" 2026-W47
    run -0 "${talk[@]}" -- "${review[@]}"
    [[ $output == *'The mornings'*'Fewer tabs'* && $output != *'leaves it open'* ]]
    run -0 "${talk[@]}" -- "${review[@]}" -5 --json
    [[ $output != *'leaves it open'* ]]
    run -0 "${talk[@]}" -- /bin/sh -c "'$BUILD_DIR/bin/jsctl' review -5 </dev/null"
    [[ $output == *Questions* && $output != *'leaves it open'* ]]
}

@test "answers are kept with their question, over a restart" {
    daemon_start_at '2026-11-21 20:00:00' 1
    jsctl log add outreach --start '2026-11-17 18:00' --minutes 60
    run -0 jsctl review --answer 1 'Nobody called'
    [ "$output" = 'Kept for the week from Mon 16 Nov: What made this week work?' ]
    jsctl review 2026-W47 --answer 2 'Fewer tabs'
    daemon_stop
    # The question stays as it was asked, whatever the log says later.
    daemon_start_at '2026-11-25 20:00:00' 1
    jsctl log add outreach --start '2026-11-18 18:00' --minutes 30 --outcome skipped
    jsctl review 2026-W47 --json | jq -e '[.questions[].answer] == ["Nobody called", "Fewer tabs"]
        and .questions[0].question == "What made this week work?"'
    run -0 jsctl review -1
    [[ $output == *$'1. What made this week work?\n     Nobody called\n'* ]]
    run -0 jsctl review -1 --answer 2 ''
    [[ $output == 'Taken back for the week from Mon 16 Nov: '* ]]
    jsctl review 2026-W47 --json | jq -e '[.questions[].answer] == ["Nobody called", null]'
    [ "$(sqlite3 -readonly "$DATA/log.db" 'SELECT number, answer FROM review_answer')" = '1|Nobody called' ]
    run -1 jsctl review --answer 3 'More'
    [[ $output == *'There are 2 questions'* ]]
    run -1 jsctl review --answer 0 'None'
    run -1 jsctl review someday
    run -2 jsctl review --answer 1
    run -2 jsctl review --answer one 'Text'
    run -2 jsctl review -1 -2
}
