# What other programs did to our blocks on a CalDAV server, and how it comes back through vdirsyncer.
# samples/ has a series of ours as Thunderbird 153 left it on a Radicale: one occurrence dragged to
# another time and one deleted.

bats_require_minimum_version 1.5.0
load lib/connected.bash

SAMPLES=$BATS_TEST_DIRNAME/samples

setup() { connected_setup; }
teardown() { connected_teardown; }

@test "an occurrence moved on the server moves that block, alone, and for good" {
    week_start
    phone blocks move practice/1 2026-11-25T14:00 2026-11-25T16:00
    vdirsyncer_sync
    until_true lies_at practice/2026-11-25/1 2026-11-25T16:00
    lies_at practice/2026-11-24/1 2026-11-24T14:00
    lies_at practice/2026-11-26/1 2026-11-26T14:00
    settle
    phone blocks show practice/1 | grep '^DTSTART;TZID=Europe/Berlin:20261125T160000'
    has_no_problem calendar-edit
    daemon_stop
    daemon_start_again
    lies_at practice/2026-11-25/1 2026-11-25T16:00
}

@test "a flexible block moved on the server stays where it was put" {
    week_start
    phone blocks move "$OUTREACH" 2026-11-24T09:00 2026-11-26T10:00
    vdirsyncer_sync
    until_true lies_at "$OUTREACH" 2026-11-26T10:00
    # What is placed anew goes around it; two hours are all that its activity has.
    phone personal add 'Dentist' 2026-11-24T09:00 2026-11-24T10:00
    vdirsyncer_sync
    until_true is_busy 'length == 1'
    lies_at "$OUTREACH" 2026-11-26T10:00
    [ "$(of_block outreach/2026-W48/2 .id)" = '' ]
}

@test "an occurrence deleted on the server is skipped, and logged" {
    week_start
    phone blocks delete practice/1 2026-11-25T14:00
    vdirsyncer_sync
    until_true has_outcome practice/2026-11-25/1 skipped
    log_json '.entries[] | [.id, .outcome, .source]' | grep -F '["practice/2026-11-25/1","skipped"'
    has_outcome practice/2026-11-26/1 open
    has_no_problem calendar-edit
}

@test "a flexible block deleted on the server is skipped, and does not come again" {
    week_start
    phone blocks delete "$OUTREACH"
    vdirsyncer_sync
    until_true has_outcome "$OUTREACH" skipped
    settle
    run ! phone blocks show "$OUTREACH"
    [ "$(of_block outreach/2026-W48/2 .id)" = '' ]
}

@test "what Thunderbird did: one occurrence dragged, one deleted" {
    plan_write <<'PLAN'
[plan]
timezone = Europe/Berlin
[activity practice]
title = Practise skills
days = Mon-Fri
time = 09:00-11:00
priority = 4
first = Open the exercise where you stopped yesterday
PLAN
    daemon_start_at '2026-11-25 00:40:00' 1
    until_true published
    connect
    phone blocks put "$SAMPLES/thunderbird-blocks.ics" practice/1
    vdirsyncer_sync
    until_true lies_at practice/2026-11-26/1 2026-11-26T13:00
    until_true has_outcome practice/2026-11-27/1 skipped
    lies_at practice/2026-11-25/1 2026-11-25T09:00
    has_no_problem calendar-edit
}

# ---- What is no answer ----

@test "a whole series moved on the server is published again, and named" {
    week_start
    blocks >"$BATS_TEST_TMPDIR/blocks"
    phone blocks move-all practice/1 120
    vdirsyncer_sync
    until_true has_problem calendar-edit
    problems | grep 'practice/1'
    until_true here_says practice/1 '^DTSTART.*T140000'
    settle
    phone blocks show practice/1 | grep '^DTSTART.*20261123T140000'
    blocks | diff "$BATS_TEST_TMPDIR/blocks" -
}

@test "a whole series deleted on the server is published again, and named" {
    week_start
    blocks >"$BATS_TEST_TMPDIR/blocks"
    phone blocks delete practice/1
    vdirsyncer_sync
    until_true has_problem calendar-edit
    problems | grep 'practice/1'
    until_true here_says practice/1 '^RRULE:FREQ=WEEKLY'
    settle
    phone blocks show practice/1 | grep '^RRULE:FREQ=WEEKLY'
    blocks | diff "$BATS_TEST_TMPDIR/blocks" -
}

@test "a title changed on the server lasts until the block is published next" {
    week_start
    phone blocks rename "$OUTREACH" 'Sleep in'
    vdirsyncer_sync
    here_says "$OUTREACH" 'SUMMARY:Sleep in'
    jsctl skip "$OUTREACH"
    until_true here_says "$OUTREACH" 'SUMMARY:✗ Outreach'
    settle
    phone blocks show "$OUTREACH" | grep 'SUMMARY:✗ Outreach'
    has_no_problem calendar-edit
}

# Both sides move the block before they meet. What the server has comes into the folder, whatever lies
# there: only then can it be judged.

@test "moved here and there: the later change counts" {
    week_start
    appointment 09:30 10:30
    until_true here_says "$OUTREACH" T104500
    phone blocks move "$OUTREACH" 2026-11-24T09:00 2026-11-26T10:00
    vdirsyncer_sync
    until_true lies_at "$OUTREACH" 2026-11-26T10:00
    settle
    phone blocks show "$OUTREACH" | grep '^DTSTART;TZID=Europe/Berlin:20261126T100000'
}

@test "moved here twice and there once: the higher SEQUENCE counts, and that is told" {
    week_start
    appointment 09:30 10:00
    until_true here_says "$OUTREACH" T101500
    appointment 10:00 10:30
    until_true here_says "$OUTREACH" T104500
    phone blocks move "$OUTREACH" 2026-11-24T09:00 2026-11-26T10:00
    vdirsyncer_sync
    daemon_says 'Outreach stays on Tue 10:45: .*older'
    lies_at "$OUTREACH" 2026-11-24T10:45
    until_true here_says "$OUTREACH" T104500
    settle
    phone blocks show "$OUTREACH" | grep '^DTSTART;TZID=Europe/Berlin:20261124T104500'
}

# An appointment on Tuesday, in the folder that the plan names.
appointment() {
    khal_configure personal "$XDG_DATA_HOME/calendars/personal"
    khal_run new -a personal 2026-11-24 "$1" "$2" Interview
}

@test "an emptied collection changes nothing, and is named" {
    week_start
    blocks >"$BATS_TEST_TMPDIR/blocks"
    items blocks | cut -f 1 | wc -l >"$BATS_TEST_TMPDIR/items"
    phone blocks empty
    # vdirsyncer itself asks back before it empties a folder.
    run ! vdirsyncer_sync
    vdirsyncer_sync --force-delete blocks
    until_true test -e "$DATA/calendar/practice_1.ics"
    has_problem calendar-edit
    blocks | diff "$BATS_TEST_TMPDIR/blocks" -
    settle
    items blocks | cut -f 1 | wc -l | diff "$BATS_TEST_TMPDIR/items" -
}
